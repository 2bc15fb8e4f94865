// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.net.rig.LoopRig.SOON;
import static socketlab.net.rig.LoopRig.eventually;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.net.listen.Listener;
import socketlab.net.loop.EventLoop;
import socketlab.net.rig.AskOnce;
import socketlab.net.rig.EachTransport;
import socketlab.net.rig.LoopRig;
import socketlab.net.rig.NotingSession;
import socketlab.net.rig.PlainPeer;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Timer;
import socketlab.protocol.echo.EchoSession;

/** Timers of a loop that also sleeps, reads and takes tasks. */
@EachTransport
class LoopTimersTest {
  @Parameter Transport transport;
  private final LoopRig rig = new LoopRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** The loop owns nothing else, and sleeps until then. */
  @Test
  void oneRingsOnceAndNotBeforeItsTime() throws Exception {
    EventLoop loop = rig.loop(transport);
    for (int i = 0; i < 200; i++) {
      long at = System.nanoTime() + i * 10_000L;
      CompletableFuture<Long> rang = new CompletableFuture<>();
      AtomicInteger rings = new AtomicInteger();
      loop.execute(
          () ->
              loop.timer(
                      () -> {
                        rings.incrementAndGet();
                        rang.complete(System.nanoTime());
                      })
                  .set(at));
      long late = rang.get(SOON.toSeconds(), TimeUnit.SECONDS) - at;
      assertTrue(late >= 0, "early by " + -late + " ns");
      LoopRig.run(loop, () -> {});
      assertEquals(1, rings.get());
    }
  }

  @Test
  void tenThousandRingInOrderAndNoneEarly() throws Exception {
    EventLoop loop = rig.loop(transport);
    Random random = new Random(1);
    int count = 10_000;
    List<Long> rang = new ArrayList<>();
    AtomicInteger early = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(count);
    loop.execute(
        () -> {
          long now = System.nanoTime();
          for (int i = 0; i < count; i++) {
            long at = now + random.nextLong(TimeUnit.MILLISECONDS.toNanos(200));
            loop.timer(
                    () -> {
                      early.addAndGet(System.nanoTime() - at < 0 ? 1 : 0);
                      rang.add(at - now);
                      done.countDown();
                    })
                .set(at);
          }
        });
    assertTrue(done.await(SOON.toSeconds(), TimeUnit.SECONDS));
    assertEquals(rang.stream().sorted().toList(), rang);
    assertEquals(0, early.get());
  }

  /** A loop that sleeps without a limit, and one that sleeps until a later timer. */
  @Test
  void oneThatAnotherThreadAsksForWakesTheLoop() throws Exception {
    EventLoop loop = rig.loop(transport);
    for (int i = 0; i < 2; i++) {
      CountDownLatch rang = new CountDownLatch(1);
      loop.execute(() -> loop.timer(rang::countDown).set(System.nanoTime()));
      assertTrue(rang.await(SOON.toSeconds(), TimeUnit.SECONDS));
      loop.execute(() -> loop.timer(() -> {}).set(System.nanoTime() + SOON.toNanos()));
    }
  }

  @Test
  void oneCanBeMovedAndCancelled() throws Exception {
    EventLoop loop = rig.loop(transport);
    List<String> rang = new CopyOnWriteArrayList<>();
    loop.execute(
        () -> {
          Timer moved = loop.timer(() -> rang.add("moved"));
          moved.set(System.nanoTime() + SOON.toNanos());
          moved.set(System.nanoTime());
          Timer cancelled = loop.timer(() -> rang.add("cancelled"));
          cancelled.set(System.nanoTime());
          cancelled.cancel();
          loop.timer(() -> rang.add("last")).set(System.nanoTime() + 20_000_000);
        });
    eventually().until(() -> rang.contains("last"));
    assertEquals(List.of("moved", "last"), rang);
  }

  @Test
  void oneRingsBesideConnectionsAndTasks() throws Exception {
    Listener listener = rig.listen(peer -> new EchoSession(peer, SOON.toNanos()));
    EventLoop loop = rig.serve(transport, listener);
    CountDownLatch rings = new CountDownLatch(50);
    loop.execute(
        () -> {
          Timer[] self = new Timer[1];
          self[0] =
              loop.timer(
                  () -> {
                    rings.countDown();
                    self[0].set(System.nanoTime() + 500_000);
                  });
          self[0].set(System.nanoTime());
        });
    while (rings.getCount() > 0) {
      CompletableFuture<String> back = new CompletableFuture<>();
      loop.connect(AskOnce.to(listener.address(), "x", back));
      assertEquals("x", back.get(SOON.toSeconds(), TimeUnit.SECONDS));
    }
  }

  /** What it calls may well be of no use any more. */
  @Test
  void oneOfAConnectionDoesNotRingBehindItsClose() throws Exception {
    List<String> rang = new CopyOnWriteArrayList<>();
    List<NotingSession> sessions = new CopyOnWriteArrayList<>();
    Listener listener =
        rig.listen(
            peer -> {
              NotingSession session = new TimedSession(peer, rang);
              sessions.add(session);
              return session;
            });
    EventLoop loop = rig.serve(transport, listener);
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      eventually().until(() -> rang.contains("first"));
      peer.end();
      eventually().until(() -> !sessions.isEmpty() && sessions.getFirst().closes.get() == 1);
    }
    CountDownLatch later = new CountDownLatch(1);
    loop.execute(() -> loop.timer(later::countDown).set(System.nanoTime() + 50_000_000));
    assertTrue(later.await(SOON.toSeconds(), TimeUnit.SECONDS));
    assertEquals(List.of("first"), rang);
  }

  private static final class TimedSession extends NotingSession {
    private final Timer late;
    private final Timer second;

    TimedSession(Peer peer, List<String> rang) {
      super(peer);
      late = peer.timer(() -> rang.add("of a closed connection"));
      second = peer.timer(() -> rang.add("set behind the close"));
      peer.timer(() -> rang.add("first")).set(peer.now());
    }

    @Override
    public void endOfInput(Output out) {
      late.set(peer.now() + 1_000_000);
      super.endOfInput(out);
    }

    @Override
    public void closed() {
      second.set(peer.now());
      super.closed();
    }
  }

  /** A fault of a session costs its connection, also when a timer called it. */
  @Test
  void aCallbackThatThrowsCostsItsConnection() throws Exception {
    List<NotingSession> sessions = new CopyOnWriteArrayList<>();
    Listener listener =
        rig.listen(
            peer -> {
              NotingSession session = new NotingSession(peer);
              sessions.add(session);
              peer.timer(
                      () -> {
                        throw new IllegalStateException("on purpose");
                      })
                  .set(peer.now());
              return session;
            });
    EventLoop loop = rig.serve(transport, listener);
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      assertEquals(-1, peer.in().read());
    }
    eventually().until(() -> sessions.getFirst().closes.get() == 1);
    eventually().until(() -> rig.problems().size() == 1);
    assertTrue(rig.problems().getFirst().contains("on purpose"));
    rig.expected();
    LoopRig.run(loop, () -> {});
  }

  /** Sessions may have thousands of them: a loop that spun for each would never sleep. */
  @Test
  void aThousandOfAConnectionCostAFewTurnsEach() throws Exception {
    int count = 1000;
    CountDownLatch rang = new CountDownLatch(count);
    Listener listener =
        rig.listen(
            peer -> {
              for (int i = 1; i <= count; i++) {
                peer.timer(rang::countDown).set(peer.now() + i * 1_000_000L);
              }
              return new NotingSession(peer);
            });
    EventLoop loop = rig.serve(transport, listener);
    try (PlainPeer _ = PlainPeer.to(listener.address())) {
      assertTrue(rang.await(SOON.toSeconds(), TimeUnit.SECONDS));
      long calls = loop.counters().read().systemCalls();
      assertTrue(calls < 3 * count, calls + " system calls");
    }
  }
}
