// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.net.rig.LoopRig.SOON;
import static socketlab.net.rig.LoopRig.eventually;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.net.Transport;
import socketlab.net.listen.Listener;
import socketlab.net.rig.AskOnce;
import socketlab.net.rig.FullListener;
import socketlab.net.rig.NotingSession;
import socketlab.net.rig.OpenFiles;
import socketlab.net.rig.PlainPeer;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.echo.EchoSession;

/** Sessions of blocking connections that connect to other servers. */
@ParameterizedClass(name = "{0}")
@EnumSource(BlockingRig.Threads.class)
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a full accept queue refuses")
class BlockingConnectTest {
  private static final SessionFactory ECHO = peer -> new EchoSession(peer, SOON.toNanos());

  @Parameter BlockingRig.Threads threads;
  private BlockingRig rig;
  private Listener backend;
  private PlainPeer client;

  /** Of the session that connects out. */
  private Peer asking;

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final CompletableFuture<IOException> failure = new CompletableFuture<>();

  @BeforeEach
  void start() throws Exception {
    rig = new BlockingRig(threads);
    backend = rig.loops.listen(ECHO);
    rig.loops.serve(Transport.NIO, backend);
    CompletableFuture<Peer> session = new CompletableFuture<>();
    Listener front =
        rig.serve(
            peer -> {
              session.complete(peer);
              return new NotingSession(peer);
            });
    client = PlainPeer.to(front.address());
    asking = session.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    rig.close();
  }

  private Peer.Attempt connect(InetSocketAddress address, long within, SessionFactory sessions) {
    return asking.connect(
        new Outgoing(
            address,
            null,
            within,
            peer -> {
              opened.incrementAndGet();
              return sessions.open(peer);
            },
            e -> {
              failed.incrementAndGet();
              failure.complete(e);
            }));
  }

  private IOException failure() throws Exception {
    return failure.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private void assertFailedOnly() {
    assertEquals(0, opened.get());
    assertEquals(1, failed.get());
  }

  private void assertTalks() throws Exception {
    CompletableFuture<String> back = new CompletableFuture<>();
    asking.connect(AskOnce.to(backend.address(), "there and back", back));
    assertEquals("there and back", back.get(SOON.toSeconds(), TimeUnit.SECONDS));
  }

  @Test
  void aSessionTalksToAnotherServer() throws Exception {
    assertTalks();
    eventually().until(() -> rig.open() == 1);
  }

  @Test
  void whereNobodyListensItFails() throws Exception {
    Listener nobody = rig.loops.listen(ECHO);
    nobody.close();
    connect(nobody.address(), Session.NEVER, ECHO);
    assertInstanceOf(ConnectException.class, failure());
    assertFailedOnly();
  }

  @Test
  void oneUnderWayIsCancelled() throws Exception {
    OpenFiles before = OpenFiles.now();
    try (FullListener full = new FullListener()) {
      Peer.Attempt attempt = connect(full.address(), Session.NEVER, ECHO);
      attempt.cancel();
      attempt.cancel();
      assertInstanceOf(CancellationException.class, failure().getCause());
      assertFailedOnly();
    }
    before.awaitNoMore();
  }

  @Test
  void oneThatTakesTooLongFails() throws Exception {
    try (FullListener full = new FullListener()) {
      long start = System.nanoTime();
      long limit = TimeUnit.MICROSECONDS.toNanos(50_500);
      connect(full.address(), limit, ECHO);
      String told = failure().getMessage();
      assertTrue(System.nanoTime() - start >= limit, "before its time");
      assertTrue(told.contains("within 50 ms"), told);
      assertFailedOnly();
    }
  }

  @Test
  void aFactoryThatThrowsCostsTheConnection() throws Exception {
    RuntimeException fault = new IllegalStateException("on purpose");
    connect(
        backend.address(),
        Session.NEVER,
        _ -> {
          throw fault;
        });
    assertSame(fault, failure().getCause());
    assertEquals(1, failed.get());
    assertTrue(rig.loops.problems().getFirst().contains("on purpose"));
    rig.loops.expected();
    assertTalks();
  }

  @Test
  void whatCannotBeginFails() throws Exception {
    connect(InetSocketAddress.createUnresolved("nowhere.invalid", 80), Session.NEVER, ECHO);
    failure();
    assertFailedOnly();
    assertTalks();
  }

  /** Cut off with the others, and it is none that was in flight. */
  @Test
  void oneUnderWayFailsWithTheEnd() throws Exception {
    try (FullListener full = new FullListener()) {
      connect(full.address(), Session.NEVER, ECHO);
      assertEquals(0, rig.stop(Duration.ofMillis(50)), "it is no connection that was cut off");
      failure();
      assertFailedOnly();
    }
  }

  @Test
  void behindTheEndNothingBegins() throws Exception {
    rig.stop(SOON);
    connect(backend.address(), Session.NEVER, ECHO);
    failure();
    assertFailedOnly();
  }

  /** Cancelled, late, refused and connected at once, at seeded moments. */
  @Test
  void aHundredAtOnceEndOnceEach() throws Exception {
    Listener nobody = rig.loops.listen(ECHO);
    nobody.close();
    OpenFiles before = OpenFiles.now();
    Random random = new Random(7);
    List<AtomicInteger> endings = new CopyOnWriteArrayList<>();
    try (FullListener full = new FullListener()) {
      InetSocketAddress[] targets = {backend.address(), nobody.address(), full.address()};
      for (int i = 0; i < 100; i++) {
        AtomicInteger ending = new AtomicInteger();
        endings.add(ending);
        // One that nobody cancels must have a limit here, or it is under way for two minutes.
        boolean cancelled = random.nextInt(3) > 0;
        long within = cancelled ? Session.NEVER : 1 + random.nextInt(3_000_000);
        Peer.Attempt attempt =
            asking.connect(
                new Outgoing(
                    targets[random.nextInt(3)],
                    null,
                    within,
                    peer -> {
                      ending.incrementAndGet();
                      NotingSession session = new NotingSession(peer);
                      session.state = Session.State.OVER;
                      return session;
                    },
                    _ -> ending.incrementAndGet()));
        if (cancelled) {
          long pause = random.nextInt(1_000_000);
          Thread.ofVirtual()
              .start(
                  () -> {
                    LockSupport.parkNanos(pause);
                    attempt.cancel();
                  });
        }
      }
      eventually().until(() -> endings.stream().allMatch(ending -> ending.get() >= 1));
    }
    eventually().until(() -> rig.open() == 1);
    before.awaitNoMore();
    for (AtomicInteger ending : endings) {
      assertEquals(1, ending.get());
    }
  }
}
