// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.net.rig.LoopRig.SOON;
import static socketlab.net.rig.LoopRig.eventually;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.net.listen.Listener;
import socketlab.net.rig.NotingSession;
import socketlab.net.rig.PlainPeer;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.echo.EchoSession;

/** Blocking connections when the server stops: each thread sleeps somewhere else. */
@ParameterizedClass(name = "{0}")
@EnumSource(BlockingRig.Threads.class)
@Timeout(60)
class BlockingStopTest {
  @Parameter BlockingRig.Threads threads;
  private BlockingRig rig;
  private final List<NotingSession> sessions = new CopyOnWriteArrayList<>();
  private final List<PlainPeer> peers = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    rig = new BlockingRig(threads);
  }

  @AfterEach
  void stop() throws Exception {
    for (PlainPeer peer : peers) {
      peer.close();
    }
    rig.close();
  }

  private PlainPeer peer(Listener listener) throws IOException {
    PlainPeer peer = PlainPeer.to(listener.address());
    peers.add(peer);
    return peer;
  }

  @Test
  void thoseThatWaitForAMessageEnd() throws Exception {
    Listener listener =
        rig.serve(
            peer -> {
              NotingSession session = new NotingSession(peer);
              sessions.add(session);
              return session;
            });
    for (int i = 0; i < 30; i++) {
      peer(listener);
    }
    eventually().until(() -> sessions.size() == 30);
    assertEquals(0, rig.stop(SOON));
    for (PlainPeer peer : peers) {
      assertEquals(-1, peer.in().read());
    }
    for (NotingSession session : sessions) {
      assertEquals(1, session.stops.get(), "not told of the stop");
    }
  }

  /** Handlers that do not even hear of an interrupt are left, after one grace for all of them. */
  @Test
  void sixtyThatAreHeldByHandlersShareOneGrace() throws Exception {
    int count = 60;
    CountDownLatch busy = new CountDownLatch(count);
    CountDownLatch release = new CountDownLatch(1);
    Listener listener =
        rig.serve(
            peer ->
                new NotingSession(peer) {
                  @Override
                  public int receive(byte[] bytes, int from, int to, Output out) {
                    busy.countDown();
                    while (release.getCount() > 0) {
                      try {
                        release.await();
                      } catch (InterruptedException e) {
                        // As a handler that has something better to do.
                      }
                    }
                    return to - from;
                  }
                });
    for (int i = 0; i < count; i++) {
      peer(listener).send("?");
    }
    assertTrue(busy.await(SOON.toSeconds(), TimeUnit.SECONDS));
    long start = System.nanoTime();
    assertEquals(count, rig.stop(Duration.ofMillis(200)));
    // One by one it would be half a second each.
    long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    assertTrue(took < 15, "took " + took + " s");
    release.countDown();
    assertEquals(1, rig.loops.problems().size());
    assertTrue(rig.loops.problems().getFirst().startsWith("60 connections"));
    rig.loops.expected();
    eventually().until(() -> rig.open() == 0);
  }

  /** A handler that sleeps is interrupted when the grace is over. */
  @Test
  void aHandlerThatSleepsIsInterrupted() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Listener listener =
        rig.serve(
            peer ->
                new NotingSession(peer) {
                  @Override
                  public int receive(byte[] bytes, int from, int to, Output out) {
                    busy.countDown();
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      interrupted.countDown();
                    }
                    return to - from;
                  }
                });
    peer(listener).send("?");
    assertTrue(busy.await(SOON.toSeconds(), TimeUnit.SECONDS));
    assertEquals(1, rig.stop(Duration.ofMillis(50)));
    assertEquals(0, interrupted.getCount());
  }

  /** Its thread waits for another's answer: it is told, and its answer is waited for. */
  @Test
  void oneThatAwaitsAnAnswerIsToldAndFinishes() throws Exception {
    Listener listener =
        rig.serve(
            peer -> {
              NotingSession session = new Answering(peer);
              sessions.add(session);
              return session;
            });
    PlainPeer peer = peer(listener);
    peer.send("?");
    eventually().until(() -> !sessions.isEmpty() && sessions.getFirst().received.get() == 1);
    Thread answering =
        Thread.ofVirtual()
            .start(
                () -> {
                  eventually().until(() -> sessions.getFirst().stops.get() == 1);
                  sessions.getFirst().peer.wake();
                });
    assertEquals(0, rig.stop(SOON));
    answering.join();
    assertEquals("answer", new String(peer.readToEnd(), US_ASCII));
  }

  private static final class Answering extends NotingSession {
    Answering(Peer peer) {
      super(peer);
    }

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      awaits = Awaits.ANSWER;
      return super.receive(bytes, from, to, out);
    }

    @Override
    public void stop(Output out) {
      stops.incrementAndGet();
    }

    @Override
    public void resume(Output out) {
      if (stops.get() > 0) {
        out.put("answer".getBytes(US_ASCII));
        state = State.OVER;
      }
    }
  }

  /** What has arrived when the server stops is read, though nobody has looked at it yet. */
  @Test
  void whatHadArrivedIsAnswered() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Listener listener =
        rig.serve(
            peer ->
                new NotingSession(peer) {
                  @Override
                  public int receive(byte[] bytes, int from, int to, Output out) {
                    busy.countDown();
                    try {
                      release.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    out.put(bytes, from, to - from);
                    return super.receive(bytes, from, to, out);
                  }
                });
    PlainPeer peer = peer(listener);
    peer.send("1");
    assertTrue(busy.await(SOON.toSeconds(), TimeUnit.SECONDS));
    peer.send("2");
    Thread releasing =
        Thread.ofVirtual()
            .start(
                () -> {
                  eventually().until(() -> rig.readers.isStopping());
                  release.countDown();
                });
    assertEquals(0, rig.stop(SOON));
    releasing.join();
    assertEquals("12", new String(peer.readToEnd(), US_ASCII));
  }

  /** A session that was busy with its helper when the stop looked is looked at again. */
  @Test
  void onesThatAreWokenAllTheTimeStopToo() throws Exception {
    Listener listener =
        rig.serve(
            peer -> {
              NotingSession session =
                  new NotingSession(peer) {
                    @Override
                    public void resume(Output out) {
                      out.put((byte) '.');
                    }
                  };
              sessions.add(session);
              return session;
            });
    for (int i = 0; i < 5; i++) {
      PlainPeer peer = peer(listener);
      Thread.ofVirtual().start(() -> readAll(peer));
    }
    eventually().until(() -> sessions.size() == 5);
    AtomicBoolean over = new AtomicBoolean();
    Thread waking =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    sessions.forEach(session -> session.peer.wake());
                    Thread.yield();
                  }
                });
    try {
      assertEquals(0, rig.stop(SOON));
    } finally {
      over.set(true);
      waking.join();
    }
  }

  private static void readAll(PlainPeer peer) {
    try {
      peer.readToEnd();
    } catch (IOException e) {
      // Closed by the test's end.
    }
  }

  /** Newcomers without an end, each gone again at once: the stop is not held up by them. */
  @Test
  void aFloodOfConnectsDoesNotHoldItUp() throws Exception {
    Listener listener = rig.serve(peer -> new EchoSession(peer, SOON.toNanos()));
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> flood = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      flood.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!over.get()) {
                      try {
                        PlainPeer.to(listener.address()).reset();
                      } catch (IOException e) {
                        // Refused, from when the server has stopped.
                      }
                    }
                  }));
    }
    try {
      eventually()
          .until(
              () ->
                  rig.readers.stats().stream().mapToLong(t -> t.counters().systemCalls()).sum()
                      > 500);
      assertEquals(0, rig.stop(SOON));
    } finally {
      over.set(true);
      for (Thread thread : flood) {
        thread.join();
      }
    }
    assertEquals(0, rig.open());
  }
}
