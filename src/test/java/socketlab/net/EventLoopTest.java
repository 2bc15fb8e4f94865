// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.protocol.Output;
import socketlab.protocol.Phase;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.echo.EchoSession;

/** A loop by itself: it connects out, takes tasks, ends, and fails, over every transport. */
@Timeout(60)
class EventLoopTest {
  private static final long SECONDS = 20;
  private static final long SOON = TimeUnit.SECONDS.toNanos(SECONDS);

  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final List<EventLoop> loops = new ArrayList<>();
  private Listener listener;

  static Stream<Transport> transports() {
    return Stream.of(Transport.values()).filter(t -> t.availability().isAvailable());
  }

  @AfterEach
  void stop() throws Exception {
    for (EventLoop loop : loops) {
      loop.drain(System.nanoTime() + SOON);
      loop.join(System.nanoTime() + SOON);
    }
    if (listener != null) {
      listener.close();
    }
    assertEquals(List.of(), problems);
  }

  private EventLoop loop(Transport transport, SessionFactory sessions, ConnectionLimit limit)
      throws IOException {
    EventLoop loop =
        transport.open(
            new EventLoop.Config(
                "lab-test-" + loops.size(),
                "loop",
                sessions,
                SessionFactory.IN_PLACE,
                Timeouts.DEFAULT,
                limit,
                -1,
                problems::add,
                failure::complete));
    loops.add(loop);
    loop.start();
    return loop;
  }

  private Listener listen() throws IOException {
    listener =
        Listener.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Listener.Options(16, false, 0, 0));
    return listener;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aSessionOfOneLoopTalksToASessionOfAnother(Transport transport) throws Exception {
    EventLoop server = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    server.accept(listen(), server::adopt);
    EventLoop client = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    CompletableFuture<String> back = new CompletableFuture<>();
    client.connect(
        listener.address(),
        (_, _) -> new AskOnce("there and back", back),
        back::completeExceptionally);
    assertEquals("there and back", back.get(SECONDS, TimeUnit.SECONDS));
  }

  /** What a loop connects is not accepted: it has no place under the limit to give back. */
  @ParameterizedTest
  @MethodSource("transports")
  void aConnectionOutGivesNoPlaceBack(Transport transport) throws Exception {
    EventLoop server = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    server.accept(listen(), server::adopt);
    ConnectionLimit limit = new ConnectionLimit(1);
    EventLoop client = loop(transport, EchoSession::new, limit);
    CompletableFuture<String> back = new CompletableFuture<>();
    client.connect(
        listener.address(), (_, _) -> new AskOnce("x", back), back::completeExceptionally);
    back.get(SECONDS, TimeUnit.SECONDS);
    client.drain(System.nanoTime() + SOON);
    client.join(System.nanoTime() + SOON);
    assertTrue(limit.acquire(() -> {}));
    assertEquals(false, limit.acquire(() -> {}));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void whereNobodyListensItIsTold(Transport transport) throws Exception {
    InetSocketAddress nobody = listen().address();
    listener.close();
    assertInstanceOf(ConnectException.class, connectFailure(transport, nobody, false));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aLoopThatHasEndedConnectsNoMore(Transport transport) throws Exception {
    assertInstanceOf(
        ClosedChannelException.class, connectFailure(transport, listen().address(), true));
  }

  /** Connections out are as those that are accepted: the fault costs this one and is told. */
  @ParameterizedTest
  @MethodSource("transports")
  void anExceptionInPlaceOfASessionCostsTheConnectionOut(Transport transport) throws Exception {
    EventLoop server = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    server.accept(listen(), server::adopt);
    EventLoop client = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    RuntimeException fault = new IllegalStateException("on purpose");
    CompletableFuture<IOException> told = new CompletableFuture<>();
    client.connect(listener.address(), (_, _) -> fail(fault), told::complete);
    assertSame(fault, told.get(SECONDS, TimeUnit.SECONDS).getCause());
    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().contains(fault.getMessage()));
    problems.clear();
    assertEquals(0, client.counters().read().open());
    await().until(() -> server.counters().read().accepted() == 1);
    // It hears the end of the one that was made.
    await().until(() -> server.counters().read().open() == 0);

    CompletableFuture<String> back = new CompletableFuture<>();
    client.connect(
        listener.address(), (_, _) -> new AskOnce("x", back), back::completeExceptionally);
    assertEquals("x", back.get(SECONDS, TimeUnit.SECONDS));
    assertFalse(failure.isDone());
  }

  /** Nobody is told again of the event that failed, so the poller can be closed behind it. */
  @ParameterizedTest
  @MethodSource("transports")
  void anErrorInAnEventEndsTheLoopWithoutAnotherFault(Transport transport) throws Exception {
    EventLoop loop = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    Error fault = new Error("on purpose");
    loop.connect(
        listen().address(),
        (_, _) -> {
          throw fault;
        },
        e -> problems.add(e.toString()));
    assertSame(fault, failure.get(SECONDS, TimeUnit.SECONDS));
  }

  private static Session fail(RuntimeException fault) {
    throw fault;
  }

  private IOException connectFailure(Transport transport, InetSocketAddress to, boolean ended)
      throws Exception {
    EventLoop loop = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    if (ended) {
      loop.drain(System.nanoTime() + SOON);
      loop.join(System.nanoTime() + SOON);
    }
    CompletableFuture<IOException> told = new CompletableFuture<>();
    loop.connect(to, EchoSession::new, told::complete);
    return told.get(SECONDS, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aTaskWakesASleepingLoop(Transport transport) throws Exception {
    EventLoop loop = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    for (int i = 0; i < 1000; i++) {
      CountDownLatch done = new CountDownLatch(1);
      loop.execute(done::countDown);
      assertTrue(done.await(SECONDS, TimeUnit.SECONDS), "task " + i + " was not seen");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aTaskThatThrowsEndsTheLoopAndIsTold(Transport transport) throws Exception {
    EventLoop loop = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    RuntimeException fault = new IllegalStateException("on purpose");
    CountDownLatch behind = new CountDownLatch(1);
    CountDownLatch both = new CountDownLatch(1);
    loop.execute(() -> awaitHere(both));
    loop.execute(
        () -> {
          throw fault;
        });
    loop.execute(behind::countDown);
    both.countDown();
    assertSame(fault, failure.get(SECONDS, TimeUnit.SECONDS));
    assertTrue(behind.await(SECONDS, TimeUnit.SECONDS), "the task behind it was lost");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aFailedLoopCanStillBeStopped(Transport transport) throws Exception {
    EventLoop loop = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    loop.accept(listen(), loop::adopt);
    loop.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    failure.get(SECONDS, TimeUnit.SECONDS);
    loop.join(System.nanoTime() + SOON);
    CountDownLatch done = new CountDownLatch(1);
    loop.stopAccepting(done);
    assertTrue(done.await(SECONDS, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void anAlarmRingsOnceAndNotBeforeItsTime(Transport transport) throws Exception {
    EventLoop loop = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    for (int i = 0; i < 200; i++) {
      long at = System.nanoTime() + i * 10_000L;
      CompletableFuture<Long> rang = new CompletableFuture<>();
      loop.execute(() -> loop.alarm(at, () -> assertTrue(rang.complete(System.nanoTime()))));
      long late = rang.get(SECONDS, TimeUnit.SECONDS) - at;
      assertTrue(late >= 0, "early by " + -late + " ns");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void anAlarmCanBeMoved(Transport transport) throws Exception {
    EventLoop loop = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    CompletableFuture<String> rang = new CompletableFuture<>();
    loop.execute(
        () -> {
          loop.alarm(System.nanoTime() + SOON, () -> rang.complete("the first"));
          loop.alarm(System.nanoTime(), () -> rang.complete("the second"));
        });
    assertEquals("the second", rang.get(SECONDS, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void anAlarmWakesALoopThatHasBothConnectionsAndTasks(Transport transport) throws Exception {
    EventLoop loop = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    loop.accept(listen(), loop::adopt);
    CompletableFuture<String> back = new CompletableFuture<>();
    CountDownLatch rings = new CountDownLatch(50);
    loop.execute(() -> ringAgain(loop, rings));
    loop.connect(listener.address(), (_, _) -> new AskOnce("x", back), back::completeExceptionally);
    assertEquals("x", back.get(SECONDS, TimeUnit.SECONDS));
    assertTrue(rings.await(SECONDS, TimeUnit.SECONDS));
  }

  private static void ringAgain(EventLoop loop, CountDownLatch rings) {
    rings.countDown();
    loop.alarm(System.nanoTime() + 500_000, () -> ringAgain(loop, rings));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aConnectionComesFromTheAddressItIsTold(Transport transport) throws Exception {
    InetAddress from = InetAddress.getByName("127.0.0.77");
    EventLoop loop = loop(transport, EchoSession::new, ConnectionLimit.NONE);
    CompletableFuture<String> back = new CompletableFuture<>();
    loop.connect(
        from, listen().address(), (_, _) -> new AskOnce("x", back), back::completeExceptionally);
    SocketChannel accepted;
    do {
      accepted = listener.channel().accept();
    } while (accepted == null);
    assertEquals(from, ((InetSocketAddress) accepted.getRemoteAddress()).getAddress());
    accepted.close();
  }

  private static void awaitHere(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Says something, and ends when it has come back. */
  private static final class AskOnce implements Session {
    private final String text;
    private final CompletableFuture<String> back;
    private final StringBuilder heard = new StringBuilder();
    private boolean said;

    AskOnce(String text, CompletableFuture<String> back) {
      this.text = text;
      this.back = back;
    }

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      heard.append(new String(bytes, from, to - from, US_ASCII));
      if (heard.length() == text.length()) {
        back.complete(heard.toString());
      }
      return to - from;
    }

    @Override
    public void resume(Output out) {
      if (!said) {
        said = true;
        out.put(text.getBytes(US_ASCII));
      }
    }

    @Override
    public void endOfInput(Output out) {}

    @Override
    public void timeout(Output out) {}

    @Override
    public void stop(Output out) {}

    @Override
    public void closed() {
      back.completeExceptionally(new IOException("closed before the answer"));
    }

    @Override
    public Phase phase() {
      return back.isDone() ? Phase.DONE : Phase.IDLE;
    }

    @Override
    public boolean wantsInput() {
      return !back.isDone();
    }

    @Override
    public boolean wantsDrain() {
      return false;
    }

    @Override
    public int taken() {
      return 0;
    }
  }
}
