// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import socketlab.protocol.echo.EchoSession;

/** Bytes come back as they were sent, however many, and in their order. */
@EveryPattern
class EchoProtocolTest extends WithClient {
  @Override
  TestServer.Setup setup() {
    return TestServer.of(variant)
        .sessions(peer -> new EchoSession(peer, TestServer.SOON.toNanos()));
  }

  @Test
  void aFewBytesComeBackAtOnce() throws IOException {
    assertEquals("ping", client.send("ping").take(4));
    assertEquals("pong", client.send("pong").take(4));
  }

  /** More than all buffers on the way hold, so that both sides have to wait for each other. */
  @Test
  void manyBytesComeBackInTheirOrder() throws IOException {
    byte[] sent = new byte[16 << 20];
    new Random(1).nextBytes(sent);
    CompletableFuture<Void> sender = sending(sent);
    String back = client.readToEnd();
    sender.join();
    assertEquals(-1, java.util.Arrays.mismatch(sent, back.getBytes(ISO_8859_1)));
  }

  private CompletableFuture<Void> sending(byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            client.send(bytes).halfClose();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }
}
