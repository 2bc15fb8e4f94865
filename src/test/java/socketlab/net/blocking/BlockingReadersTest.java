// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.net.rig.LoopRig.SOON;
import static socketlab.net.rig.LoopRig.eventually;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.net.listen.Budget;
import socketlab.net.listen.ConnectionLimit;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.net.rig.NotingSession;
import socketlab.net.rig.PlainPeer;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Timer;
import socketlab.protocol.echo.EchoSession;

/** A connection in a thread of its own, which sleeps in the kernel most of the time. */
@ParameterizedClass(name = "{0}")
@EnumSource(BlockingRig.Threads.class)
@Timeout(60)
class BlockingReadersTest {
  private static final int MUCH = 1 << 20;
  private static final int SMALL = 4096;

  @Parameter BlockingRig.Threads threads;
  private BlockingRig rig;
  private final List<NotingSession> sessions = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws IOException {
    rig = new BlockingRig(threads);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private SessionFactory noted(Function<Peer, NotingSession> made) {
    return peer -> {
      NotingSession session = made.apply(peer);
      sessions.add(session);
      return session;
    };
  }

  private NotingSession session() {
    eventually().until(() -> !sessions.isEmpty());
    return sessions.getFirst();
  }

  /** Its thread is blocked in a read: it has heard that much and no answer is owed. */
  private void awaitReading() {
    eventually().until(() -> rig.readers.stats().size() > 1);
    eventually()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("lab-test-reader-"))
                    .noneMatch(thread -> thread.getState() == Thread.State.BLOCKED));
  }

  private static Service service(SessionFactory sessions, Duration stall) {
    return new Service(sessions, ConnectionLimit.NONE, Budget.NONE, stall.toNanos());
  }

  @Test
  void bytesComeBackAndTheEndIsAnsweredByAnEnd() throws Exception {
    Listener listener = rig.serve(peer -> new EchoSession(peer, SOON.toNanos()));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      for (int i = 0; i < 100; i++) {
        assertEquals("there and back", peer.send("there and back").read(14));
      }
      peer.end();
      assertEquals(-1, peer.in().read());
    }
    eventually().until(() -> rig.open() == 0);
  }

  @Test
  void whatThePeerSendsBehindOurEndArrives() throws Exception {
    Listener listener =
        rig.serve(
            noted(
                peer ->
                    new NotingSession(peer) {
                      @Override
                      public int receive(byte[] bytes, int from, int to, Output out) {
                        if (state == State.OPEN) {
                          out.put("bye".getBytes(US_ASCII));
                          state = State.SAID_ALL;
                        }
                        return super.receive(bytes, from, to, out);
                      }
                    }));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      assertEquals("bye", new String(peer.send("?").readToEnd(), US_ASCII));
      peer.send("still there");
      eventually().until(() -> session().heard().equals("?still there"));
      peer.end();
      eventually().until(() -> session().closes.get() == 1);
      assertEquals(1, session().ends.get());
    }
  }

  @Test
  void ourSideGoesOnBehindThePeersEnd() throws Exception {
    Listener listener =
        rig.serve(
            noted(
                peer ->
                    new NotingSession(peer) {
                      @Override
                      public void endOfInput(Output out) {
                        ends.incrementAndGet();
                        awaits = Awaits.ANSWER;
                      }

                      @Override
                      public void resume(Output out) {
                        out.put(new byte[MUCH]);
                        state = State.OVER;
                      }
                    }));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send("?").end();
      eventually().until(() -> session().ends.get() == 1);
      session().peer.wake();
      assertEquals(MUCH, peer.readToEnd().length);
    }
  }

  @Test
  void theLastAnswerIsNotLostByWhatThePeerStillSends() throws Exception {
    Listener listener =
        rig.serve(
            peer ->
                new NotingSession(peer) {
                  @Override
                  public int receive(byte[] bytes, int from, int to, Output out) {
                    out.put(new byte[MUCH]);
                    state = State.OVER;
                    return super.receive(bytes, from, to, out);
                  }
                });
    try (PlainPeer peer = PlainPeer.to(listener.address(), SMALL)) {
      peer.send("?");
      assertEquals(1, peer.read(1).length());
      peer.send("!");
      assertEquals(MUCH - 1, peer.readToEnd().length);
    }
  }

  /** The peer was late, is told so, and goes on sending: the answer has to arrive. */
  @Test
  void theAnswerToWhoWasLateIsNotLostEither() throws Exception {
    Listener listener =
        rig.serve(
            noted(
                peer ->
                    new NotingSession(peer) {
                      {
                        deadline = peer.now() + 20_000_000;
                      }

                      @Override
                      public void timeout(Output out) {
                        timeouts.incrementAndGet();
                        out.put(new byte[MUCH]);
                        state = State.TURNED_AWAY;
                      }
                    }));
    try (PlainPeer peer = PlainPeer.to(listener.address(), SMALL)) {
      assertEquals(1, peer.read(1).length());
      peer.send("!");
      assertEquals(MUCH / 2, peer.read(MUCH / 2).length());
      peer.send("!");
      assertEquals(MUCH / 2 - 1, peer.readToEnd().length);
    }
    assertEquals(1, session().timeouts.get());
  }

  /** A session may do something else at its time than end, and then has a new one. */
  @Test
  void aSessionThatStaysOpenBehindItsDeadlineIsCalledOnce() throws Exception {
    Listener listener =
        rig.serve(
            noted(
                peer ->
                    new NotingSession(peer) {
                      {
                        deadline = peer.now() + 20_000_000;
                      }

                      @Override
                      public void timeout(Output out) {
                        out.put("tick".getBytes(US_ASCII));
                        deadline = timeouts.incrementAndGet() < 3 ? peer.now() + 20_000_000 : NEVER;
                      }
                    }));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      assertEquals("tickticktick", peer.read(12));
      peer.send("still there");
      eventually().until(() -> session().heard().equals("still there"));
      assertEquals(3, session().timeouts.get());
      peer.end();
      eventually().until(() -> session().closes.get() == 1);
      assertEquals(1, session().ends.get());
    }
  }

  /** Its thread waits for a worker's answer, not for the peer. */
  @Test
  void aDeadlineAlsoPassesWhileAnAnswerIsAwaited() throws Exception {
    Listener listener =
        rig.serve(
            noted(
                peer ->
                    new NotingSession(peer) {
                      @Override
                      public int receive(byte[] bytes, int from, int to, Output out) {
                        awaits = Awaits.ANSWER;
                        deadline = peer.now() + 20_000_000;
                        return super.receive(bytes, from, to, out);
                      }
                    }));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send("?");
      assertEquals(-1, peer.in().read());
      assertEquals(1, session().timeouts.get());
    }
  }

  @Test
  void aPeerThatTakesNothingIsGivenUp() throws Exception {
    Listener listener =
        rig.serve(
            service(
                noted(
                    peer ->
                        new NotingSession(peer) {
                          @Override
                          public int receive(byte[] bytes, int from, int to, Output out) {
                            out.put(new byte[16 * MUCH]);
                            return super.receive(bytes, from, to, out);
                          }
                        }),
                Duration.ofMillis(300)));
    try (PlainPeer peer = PlainPeer.to(listener.address(), SMALL)) {
      peer.send("?");
      eventually().until(() -> session().closes.get() == 1);
    }
  }

  /** Push: another thread has something while the connection's own is blocked in a read. */
  @Test
  void aSessionThatIsWokenSpeaksWhileItsThreadReads() throws Exception {
    Listener listener =
        rig.serve(
            noted(
                peer ->
                    new NotingSession(peer) {
                      @Override
                      public void resume(Output out) {
                        out.put("push".getBytes(US_ASCII));
                        super.resume(out);
                      }
                    }));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      NotingSession session = session();
      for (int i = 1; i <= 100; i++) {
        session.peer.wake();
        assertEquals("push", peer.read(4));
      }
      // And it still hears.
      peer.send("x");
      eventually().until(() -> session.received.get() == 1);
    }
  }

  /** However often it is woken before it comes to it, that is one thing to do. */
  @Test
  void manyWakeUpsAreFew() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Listener listener =
        rig.serve(
            noted(
                peer ->
                    new NotingSession(peer) {
                      @Override
                      public void resume(Output out) {
                        super.resume(out);
                        busy.countDown();
                        try {
                          release.await();
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                      }
                    }));
    try (PlainPeer _ = PlainPeer.to(listener.address())) {
      NotingSession session = session();
      awaitReading();
      session.peer.wake();
      assertTrue(busy.await(SOON.toSeconds(), TimeUnit.SECONDS));
      for (int i = 0; i < 10_000; i++) {
        session.peer.wake();
      }
      release.countDown();
      eventually().until(() -> session.resumes.get() >= 2);
    }
    eventually().until(() -> session().closes.get() == 1);
    assertTrue(session().resumes.get() < 10, session().resumes + " times resumed");
  }

  /** No wake-up is lost, at whatever point of its turn the thread is. */
  @Test
  void noWakeUpIsLost() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Listener listener =
        rig.serve(
            noted(
                peer ->
                    new NotingSession(peer) {
                      private int answered;

                      @Override
                      public void resume(Output out) {
                        for (int last = asked.get(); answered < last; answered++) {
                          out.put((byte) '.');
                        }
                      }
                    }));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      NotingSession session = session();
      for (int i = 0; i < 3000; i++) {
        asked.incrementAndGet();
        session.peer.wake();
        if (i % 3 == 0) {
          peer.send("x");
        }
        assertEquals(".", peer.read(1), "wake-up " + i);
      }
    }
  }

  @Test
  void timersRingInOrderAndCanBeMovedAndCancelled() throws Exception {
    List<String> rang = new CopyOnWriteArrayList<>();
    Listener listener =
        rig.serve(
            noted(
                peer -> {
                  long now = peer.now();
                  for (int i = 0; i < 20; i++) {
                    String name = "t" + i;
                    peer.timer(() -> rang.add(name)).set(now + i * 1000);
                  }
                  Timer cancelled = peer.timer(() -> rang.add("cancelled"));
                  cancelled.set(now + 5);
                  Timer moved = peer.timer(() -> rang.add("moved"));
                  moved.set(now + SOON.toNanos());
                  moved.set(now + 30_000_000);
                  // They are due, and the clock may have seen it: this session has the word still.
                  eventually().until(() -> System.nanoTime() - now > 20_000_000);
                  cancelled.cancel();
                  return new NotingSession(peer);
                }));
    try (PlainPeer _ = PlainPeer.to(listener.address())) {
      eventually().until(() -> rang.contains("moved"));
      List<String> expected = new java.util.ArrayList<>();
      for (int i = 0; i < 20; i++) {
        expected.add("t" + i);
      }
      expected.add("moved");
      assertEquals(expected, rang);
    }
  }

  /** What a timer says is sent, though the connection's thread sleeps in a read. */
  @Test
  void aTimerLetsTheSessionSpeak() throws Exception {
    Listener listener =
        rig.serve(
            peer ->
                new NotingSession(peer) {
                  private boolean due;

                  {
                    peer.timer(() -> due = true).set(peer.now() + 10_000_000);
                  }

                  @Override
                  public void resume(Output out) {
                    if (due) {
                      due = false;
                      out.put((byte) '!');
                    }
                  }
                });
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      assertEquals("!", peer.read(1));
    }
  }

  @Test
  void aTimerDoesNotRingBehindTheClose() throws Exception {
    List<String> rang = new CopyOnWriteArrayList<>();
    Listener listener =
        rig.serve(
            noted(
                peer ->
                    new NotingSession(peer) {
                      private final Timer late = peer.timer(() -> rang.add("late"));

                      @Override
                      public void closed() {
                        late.set(peer.now());
                        super.closed();
                      }
                    }));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.end();
      eventually().until(() -> session().closes.get() == 1);
    }
    CountDownLatch later = new CountDownLatch(1);
    try (PlainPeer _ = PlainPeer.to(listener.address())) {
      eventually().until(() -> sessions.size() == 2);
      sessions.get(1).peer.timer(later::countDown).set(System.nanoTime() + 50_000_000);
      assertTrue(later.await(SOON.toSeconds(), TimeUnit.SECONDS));
    }
    assertEquals(List.of(), rang);
  }

  /** Of whatever kind, and wherever: it costs its connection. */
  @Test
  void aFaultOfASessionCostsItsConnection() throws Exception {
    Listener listener =
        rig.serve(
            noted(
                peer ->
                    new NotingSession(peer) {
                      @Override
                      public int receive(byte[] bytes, int from, int to, Output out) {
                        throw new IllegalStateException("on purpose");
                      }
                    }));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send("?");
      eventually().until(() -> session().closes.get() == 1);
    }
    eventually().until(() -> rig.loops.problems().size() == 1);
    rig.loops.expected();
    eventually().until(() -> rig.open() == 0);
  }

  /** The clock looks after all: it must not end by the fault of one. */
  @Test
  void aDeadlineThatFailsCostsItsConnectionOnly() throws Exception {
    Listener listener =
        rig.serve(
            noted(
                peer ->
                    new NotingSession(peer) {
                      @Override
                      public long deadline() {
                        if (sessions.size() > 1) {
                          return super.deadline();
                        }
                        throw new IllegalStateException("on purpose");
                      }

                      @Override
                      public void timeout(Output out) {
                        out.put((byte) '!');
                        super.timeout(out);
                      }
                    }));
    try (PlainPeer first = PlainPeer.to(listener.address())) {
      eventually().until(() -> !rig.loops.problems().isEmpty());
      assertEquals(-1, first.in().read());
      rig.loops.expected();
      try (PlainPeer second = PlainPeer.to(listener.address())) {
        eventually().until(() -> sessions.size() == 2);
        sessions.get(1).deadline = System.nanoTime();
        assertEquals("!", second.read(1));
      }
    }
  }

  @Test
  void whoKeepsTooMuchIsTurnedAway() throws Exception {
    Budget budget = new Budget(1000);
    Listener listener =
        rig.serve(
            new Service(
                noted(
                    peer ->
                        new NotingSession(peer) {
                          @Override
                          public int kept() {
                            return (int) received.get();
                          }

                          @Override
                          public void overloaded(Output out) {
                            received.set(0);
                            out.put("no memory".getBytes(US_ASCII));
                          }
                        }),
                ConnectionLimit.NONE,
                budget,
                SOON.toNanos()));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send(new byte[1000]);
      eventually().until(() -> budget.used() == 1000);
      peer.send("x");
      assertEquals("no memory", new String(peer.readToEnd(), US_ASCII));
    }
    eventually().until(() -> budget.used() == 0);
  }

  @Test
  void aPlaceUnderTheLimitComesBack() throws Exception {
    ConnectionLimit limit = new ConnectionLimit(2);
    Listener listener =
        rig.serve(new Service(NotingSession::new, limit, Budget.NONE, SOON.toNanos()));
    for (int i = 0; i < 10; i++) {
      try (PlainPeer peer = PlainPeer.to(listener.address())) {
        peer.end();
        assertEquals(-1, peer.in().read());
      }
    }
    eventually().until(() -> rig.open() == 0);
    eventually().until(() -> limit.acquire(() -> {}));
    eventually().until(() -> limit.acquire(() -> {}));
  }

  /** Its thread waits for an answer, and does not look at its socket. */
  @Test
  void anEndIsHeardWhileAnAnswerIsAwaited() throws Exception {
    Listener listener = rig.serve(noted(peer -> new Owing(peer, true)));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send("?");
      eventually().until(() -> session().received.get() == 1);
      peer.send("behind").end();
      eventually().until(() -> session().ends.get() == 1);
      assertEquals("?behind", session().heard());
    }
  }

  /** Back-pressure: it comes behind bytes that the session does not want yet. */
  @Test
  void anEndWaitsUntilTheSessionWantsWhatCameBeforeIt() throws Exception {
    Listener listener = rig.serve(noted(peer -> new Owing(peer, sessions.size() > 0)));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send("?");
      eventually().until(() -> session().received.get() == 1);
      peer.send("behind").end();
      // Others come and go meanwhile, and the clock looks at all.
      for (int i = 1; i <= 3; i++) {
        int number = i;
        try (PlainPeer other = PlainPeer.to(listener.address())) {
          eventually().until(() -> sessions.size() == 1 + number);
          other.send("?");
          eventually().until(() -> sessions.get(number).received.get() == 1);
          other.end();
          eventually().until(() -> sessions.get(number).ends.get() == 1);
        }
      }
      assertEquals("?", session().heard());
      assertEquals(0, session().ends.get());
      session().wants = true;
      session().peer.wake();
      eventually().until(() -> session().ends.get() == 1);
      assertEquals("?behind", session().heard());
    }
  }

  @Test
  void aResetEndsWhatWaitsForAnAnswerThoughItWantsNoInput() throws Exception {
    Listener listener = rig.serve(noted(peer -> new Owing(peer, sessions.size() > 0)));
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send("?");
      eventually().until(() -> session().received.get() == 1);
      peer.reset();
      eventually().until(() -> session().closes.get() == 1);
    }
  }

  /** Owes an answer from the first byte on. */
  private static final class Owing extends NotingSession {
    private final boolean wantsMore;

    Owing(Peer peer, boolean wantsMore) {
      super(peer);
      this.wantsMore = wantsMore;
    }

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      if (awaits != Awaits.ANSWER) {
        awaits = Awaits.ANSWER;
        wants = wantsMore;
      }
      return super.receive(bytes, from, to, out);
    }
  }
}
