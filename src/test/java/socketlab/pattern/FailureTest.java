// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.SOON;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.protocol.Output;
import socketlab.protocol.Session;

/** Faults in the lab's own code: a session's costs its connection; a loop's is told as its end. */
@EveryPattern
class FailureTest {
  @Parameter Variant variant;

  @Test
  void anErrorEndsTheServerAndIsHandedOut() throws Exception {
    Error fault = new Error("on purpose");
    try (TestServer server = TestServer.of(variant).sessions(_ -> new Faulty(fault)).start()) {
      server.connect().send("x").readToAnyEnd();
      Throwable told =
          server.server().failure().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertEquals(fault, told);
      // What a failed loop had is cut off; who stops the rest shall be told.
      server.stop(SOON);
    }
  }

  @Test
  void anExceptionOfASessionCostsItsConnection() throws IOException {
    RuntimeException fault = new IllegalStateException("on purpose");
    try (TestServer server = TestServer.of(variant).sessions(_ -> new Faulty(fault)).start()) {
      assertEquals("", server.connect().send("x").readToAnyEnd());
      assertEquals("", server.connect().send("x").readToAnyEnd());
      server.awaitOpen(0);
      assertServing(server, fault);
    }
  }

  @Test
  void anExceptionInPlaceOfASessionCostsTheConnection() throws IOException {
    RuntimeException fault = new IllegalStateException("on purpose");
    try (TestServer server = TestServer.of(variant).sessions(_ -> fail(fault)).start()) {
      assertEquals("", server.connect().readToAnyEnd());
      assertEquals("", server.connect().readToAnyEnd());
      server.awaitOpen(0);
      assertServing(server, fault);
    }
  }

  /** Nothing a loop knows by a descriptor's number may depend on the session's having begun. */
  @Test
  void theSameForADescriptorAboveAllBefore() throws IOException {
    RuntimeException fault = new IllegalStateException("on purpose");
    List<SocketChannel> below = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      below.add(SocketChannel.open());
    }
    try (TestServer server = TestServer.of(variant).sessions(_ -> fail(fault)).start()) {
      assertEquals("", server.connect().readToAnyEnd());
      assertEquals("", server.connect().readToAnyEnd());
      server.awaitOpen(0);
      assertServing(server, fault);
    } finally {
      for (SocketChannel channel : below) {
        channel.close();
      }
    }
  }

  private static Session fail(RuntimeException fault) {
    throw fault;
  }

  private static void assertServing(TestServer server, RuntimeException fault) {
    assertFalse(server.server().failure().toCompletableFuture().isDone());
    assertEquals(2, server.problems().size());
    assertTrue(server.problems().getFirst().contains(fault.getMessage()));
    server.problems().clear();
  }

  /** Throws at the first byte. */
  private record Faulty(Throwable fault) implements Session {
    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      switch (fault) {
        case Error e -> throw e;
        case RuntimeException e -> throw e;
        default -> throw new IllegalArgumentException(fault);
      }
    }

    @Override
    public void endOfInput(Output out) {}

    @Override
    public State state() {
      return State.OPEN;
    }
  }
}
