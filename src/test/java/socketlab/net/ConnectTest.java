// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.net.rig.LoopRig.SOON;
import static socketlab.net.rig.LoopRig.eventually;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.Parameter;
import socketlab.net.listen.Listener;
import socketlab.net.loop.EventLoop;
import socketlab.net.rig.AskOnce;
import socketlab.net.rig.EachTransport;
import socketlab.net.rig.FullListener;
import socketlab.net.rig.LoopRig;
import socketlab.net.rig.NotingSession;
import socketlab.net.rig.OpenFiles;
import socketlab.net.rig.PlainPeer;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.echo.EchoSession;

/** A connect ends in exactly one of connected or failed, and leaves nothing behind. */
@EachTransport
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a full accept queue refuses")
class ConnectTest {
  private static final SessionFactory ECHO =
      peer -> new EchoSession(peer, TimeUnit.MINUTES.toNanos(1));

  @Parameter Transport transport;
  private final LoopRig rig = new LoopRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** What a connect came to, counted. */
  private static final class Ending {
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final CompletableFuture<IOException> failure = new CompletableFuture<>();

    Outgoing to(InetSocketAddress address, long withinNanos, SessionFactory sessions) {
      return new Outgoing(
          address,
          null,
          withinNanos,
          peer -> {
            opened.incrementAndGet();
            return sessions.open(peer);
          },
          e -> {
            failed.incrementAndGet();
            failure.complete(e);
          });
    }

    IOException failure() throws Exception {
      return failure.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    void assertFailedOnly() {
      assertEquals(0, opened.get());
      assertEquals(1, failed.get());
    }
  }

  @Test
  void whereNobodyListensItFails() throws Exception {
    Listener listener = rig.listen(ECHO);
    listener.close();
    Ending ending = new Ending();
    rig.loop(transport).connect(ending.to(listener.address(), Session.NEVER, ECHO));
    assertInstanceOf(ConnectException.class, ending.failure());
    ending.assertFailedOnly();
  }

  @Test
  void aLoopThatHasEndedConnectsNoMore() throws Exception {
    EventLoop loop = rig.loop(transport);
    LoopRig.stop(loop, SOON);
    Ending ending = new Ending();
    loop.connect(ending.to(rig.listen(ECHO).address(), Session.NEVER, ECHO));
    assertInstanceOf(ClosedChannelException.class, ending.failure());
    ending.assertFailedOnly();
  }

  @Test
  void oneUnderWayIsCancelled() throws Exception {
    EventLoop loop = rig.loop(transport);
    OpenFiles before = OpenFiles.now();
    try (FullListener full = new FullListener()) {
      Ending ending = new Ending();
      Peer.Attempt attempt = loop.connect(ending.to(full.address(), Session.NEVER, ECHO));
      LoopRig.run(loop, () -> {});
      assertEquals(0, ending.failed.get());
      attempt.cancel();
      attempt.cancel();
      assertInstanceOf(CancellationException.class, ending.failure().getCause());
      LoopRig.run(loop, () -> {});
      ending.assertFailedOnly();
    }
    before.awaitNoMore();
  }

  @Test
  void oneCancelledBeforeItBeganFailsOnce() throws Exception {
    EventLoop loop = rig.unstarted(transport);
    Ending ending = new Ending();
    loop.connect(ending.to(rig.listen(ECHO).address(), Session.NEVER, ECHO)).cancel();
    loop.start();
    LoopRig.run(loop, () -> {});
    assertEquals(1, ending.failed.get() + ending.opened.get());
  }

  @Test
  void oneThatTakesTooLongFails() throws Exception {
    EventLoop loop = rig.loop(transport);
    OpenFiles before = OpenFiles.now();
    try (FullListener full = new FullListener()) {
      Ending ending = new Ending();
      long start = System.nanoTime();
      long limit = TimeUnit.MILLISECONDS.toNanos(50);
      loop.connect(ending.to(full.address(), limit, ECHO));
      String told = ending.failure().getMessage();
      assertTrue(System.nanoTime() - start >= limit, "before its time");
      assertTrue(told.contains("within 50 ms"), told);
      ending.assertFailedOnly();
    }
    before.awaitNoMore();
  }

  /** And a limit that is longer than the numbers go is none. */
  @Test
  void aConnectionMadeInTimeStays() throws Exception {
    Listener listener = rig.listen(ECHO);
    rig.serve(transport, listener);
    EventLoop loop = rig.loop(transport);
    for (long limit : new long[] {SOON.toNanos(), Session.NEVER - 1}) {
      CompletableFuture<String> back = new CompletableFuture<>();
      loop.connect(
          new Outgoing(
              listener.address(),
              null,
              limit,
              _ -> new AskOnce("x", back),
              back::completeExceptionally));
      assertEquals("x", back.get(SOON.toSeconds(), TimeUnit.SECONDS));
    }
  }

  @Test
  void oneUnderWayFailsWithTheLoopsEnd() throws Exception {
    try (FullListener full = new FullListener()) {
      EventLoop loop = rig.loop(transport);
      Ending ending = new Ending();
      loop.connect(ending.to(full.address(), Session.NEVER, ECHO));
      LoopRig.run(loop, () -> {});
      loop.drain(System.nanoTime());
      assertEquals(0, loop.join(LoopRig.deadline()), "it is no connection that was cut off");
      assertInstanceOf(ClosedChannelException.class, ending.failure());
      ending.assertFailedOnly();
    }
  }

  @Test
  void oneUnderWayFailsWithTheLoopsFailure() throws Exception {
    try (FullListener full = new FullListener()) {
      EventLoop loop = rig.loop(transport);
      Ending ending = new Ending();
      loop.connect(ending.to(full.address(), Session.NEVER, ECHO));
      loop.execute(
          () -> {
            throw new IllegalStateException("on purpose");
          });
      rig.failure().get(SOON.toSeconds(), TimeUnit.SECONDS);
      ending.failure();
      ending.assertFailedOnly();
    }
  }

  /** Connections out are as those that are accepted: the fault costs this one and is told. */
  @Test
  void aFactoryThatThrowsCostsTheConnection() throws Exception {
    Listener listener = rig.listen(ECHO);
    EventLoop server = rig.serve(transport, listener);
    EventLoop client = rig.loop(transport);
    RuntimeException fault = new IllegalStateException("on purpose");
    Ending ending = new Ending();
    client.connect(
        ending.to(
            listener.address(),
            Session.NEVER,
            _ -> {
              throw fault;
            }));
    assertSame(fault, ending.failure().getCause());
    assertEquals(1, ending.failed.get());
    assertEquals(1, rig.problems().size());
    assertTrue(rig.problems().getFirst().contains(fault.getMessage()));
    rig.expected();
    assertEquals(0, client.counters().read().open());
    eventually().until(() -> server.counters().read().accepted() == 1);
    // It hears the end of the one that was made.
    eventually().until(() -> server.counters().read().open() == 0);
    assertTalks(client, listener);
  }

  @Test
  void aFactoryThatHasNoSessionCostsTheConnection() throws Exception {
    Listener listener = rig.listen(ECHO);
    rig.serve(transport, listener);
    EventLoop client = rig.loop(transport);
    Ending ending = new Ending();
    client.connect(ending.to(listener.address(), Session.NEVER, _ -> null));
    ending.failure();
    assertEquals(1, rig.problems().size());
    rig.expected();
    assertTalks(client, listener);
  }

  /** It is told by the loop, which has others to look after. */
  @Test
  void aFailureThatIsTakenBadlyIsToldAndSurvived() throws Exception {
    Listener listener = rig.listen(ECHO);
    Listener nobody = rig.listen(ECHO);
    nobody.close();
    rig.serve(transport, listener);
    EventLoop client = rig.loop(transport);
    client.connect(
        new Outgoing(
            nobody.address(),
            ECHO,
            _ -> {
              throw new IllegalStateException("on purpose");
            }));
    eventually().until(() -> rig.problems().size() == 1);
    assertTrue(rig.problems().getFirst().contains("on purpose"));
    rig.expected();
    assertTalks(client, listener);
  }

  private static void assertTalks(EventLoop client, Listener listener) throws Exception {
    CompletableFuture<String> back = new CompletableFuture<>();
    client.connect(AskOnce.to(listener.address(), "x", back));
    assertEquals("x", back.get(SOON.toSeconds(), TimeUnit.SECONDS));
  }

  /** What cannot even begin: no address, an address that is not ours, families that do not fit. */
  @Test
  void whatCannotBeginFailsAndLeavesNoDescriptor() throws Exception {
    InetSocketAddress listening = rig.listen(ECHO).address();
    EventLoop loop = rig.loop(transport);
    OpenFiles before = OpenFiles.now();
    List<CompletableFuture<IOException>> failures = new ArrayList<>();
    InetAddress[] from = {null, InetAddress.getByName("203.0.113.1"), InetAddress.getByName("::1")};
    InetSocketAddress[] to = {
      InetSocketAddress.createUnresolved("nowhere.invalid", 80), listening, listening
    };
    for (int i = 0; i < to.length; i++) {
      CompletableFuture<IOException> failure = new CompletableFuture<>();
      failures.add(failure);
      loop.connect(new Outgoing(to[i], from[i], Session.NEVER, ECHO, failure::complete));
    }
    for (CompletableFuture<IOException> failure : failures) {
      IOException e = failure.get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertTrue(e.getMessage() != null && !e.getMessage().isBlank(), "a failure without a word");
    }
    before.awaitNoMore();
  }

  /** A proxy: a session connects from its own loop, and gives up when its peer has gone. */
  @Test
  void aSessionConnectsAndCancels() throws Exception {
    try (FullListener full = new FullListener()) {
      Ending ending = new Ending();
      InetSocketAddress onward = full.address();
      Listener listener =
          rig.listen(
              peer ->
                  new NotingSession(peer) {
                    final Peer.Attempt attempt =
                        peer.connect(ending.to(onward, Session.NEVER, ECHO));

                    @Override
                    public void endOfInput(Output out) {
                      attempt.cancel();
                      super.endOfInput(out);
                    }
                  });
      rig.serve(transport, listener);
      try (PlainPeer peer = PlainPeer.to(listener.address())) {
        peer.end();
        assertEquals(-1, peer.in().read());
      }
      ending.failure();
      ending.assertFailedOnly();
    }
  }

  /** Cancelled, late, refused and connected at once, by three threads, at seeded moments. */
  @Test
  void aHundredAtOnceEndOnceEach() throws Exception {
    Listener listener = rig.listen(ECHO);
    Listener nobody = rig.listen(ECHO);
    nobody.close();
    rig.serve(transport, listener);
    OpenFiles before = OpenFiles.now();
    for (int round = 0; round < 4; round++) {
      Random random = new Random(round);
      EventLoop loop = rig.loop(transport);
      List<Ending> endings = new CopyOnWriteArrayList<>();
      try (FullListener full = new FullListener()) {
        InetSocketAddress[] targets = {listener.address(), nobody.address(), full.address()};
        for (int i = 0; i < 100; i++) {
          Ending ending = new Ending();
          endings.add(ending);
          long within = random.nextBoolean() ? Session.NEVER : 1 + random.nextInt(3_000_000);
          Peer.Attempt attempt =
              loop.connect(
                  ending.to(targets[random.nextInt(3)], within, peer -> ends(peer, random)));
          if (random.nextInt(3) > 0) {
            long pause = random.nextInt(1_000_000);
            Thread.ofVirtual()
                .start(
                    () -> {
                      LockSupport.parkNanos(pause);
                      attempt.cancel();
                    });
          }
        }
        LoopRig.run(loop, () -> {});
        loop.drain(System.nanoTime() + random.nextInt(5_000_000));
        loop.join(LoopRig.deadline());
      }
      for (Ending ending : endings) {
        assertEquals(1, ending.opened.get() + ending.failed.get());
      }
      before.awaitNoMore();
    }
  }

  private static Session ends(Peer peer, Random random) {
    NotingSession session = new NotingSession(peer);
    session.state = random.nextBoolean() ? Session.State.OVER : Session.State.OPEN;
    return session;
  }
}
