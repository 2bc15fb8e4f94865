// SPDX-License-Identifier: Apache-2.0
package socketlab.net.rig;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import socketlab.net.Transport;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.net.loop.EventLoop;
import socketlab.net.loop.Poller;
import socketlab.protocol.Handlers;
import socketlab.protocol.SessionFactory;

/**
 * Loops and listeners for a test. At its end it stops them, and looks for what must not be left:
 * descriptors, and problems or failures that the test did not expect.
 */
public final class LoopRig implements AutoCloseable {
  /** For what has to happen, but not at once; generous, since the machine may be busy. */
  public static final Duration SOON = Duration.ofSeconds(20);

  /** How long a peer may take nothing, unless a test says otherwise. */
  public static final Duration STALL = Duration.ofSeconds(60);

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final OpenFiles before = OpenFiles.now();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final List<EventLoop> loops = new ArrayList<>();
  private final List<Listener> listeners = new ArrayList<>();
  private boolean mayFail;

  public static List<Transport> transports() {
    return Stream.of(Transport.values()).filter(t -> t.availability().isAvailable()).toList();
  }

  /** Waits for a state, under a deadline that a busy machine will keep too. */
  public static ConditionFactory eventually() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).atMost(SOON);
  }

  /** {@link #SOON} from now, by {@link System#nanoTime}. */
  public static long deadline() {
    return System.nanoTime() + SOON.toNanos();
  }

  public EventLoop.Config config(Handlers handlers) {
    return new EventLoop.Config(
        "lab-test-" + loops.size(),
        "loop",
        handlers,
        TICK_NANOS,
        STALL.toNanos(),
        -1,
        problems::add,
        failure::complete);
  }

  /** A loop that runs. */
  public EventLoop loop(Transport transport) throws IOException {
    return loop(transport, Handlers.IN_PLACE);
  }

  public EventLoop loop(Transport transport, Handlers handlers) throws IOException {
    return started(transport.open(config(handlers)));
  }

  /** A loop over a poller that the test makes. */
  public EventLoop loop(Poller.Factory factory) throws IOException {
    return started(new EventLoop(config(Handlers.IN_PLACE), factory));
  }

  private EventLoop started(EventLoop loop) {
    loops.add(loop);
    loop.start();
    return loop;
  }

  /** A loop that does not run yet. */
  public EventLoop unstarted(Transport transport) throws IOException {
    EventLoop loop = transport.open(config(Handlers.IN_PLACE));
    loops.add(loop);
    return loop;
  }

  public Listener listen(SessionFactory sessions) throws IOException {
    return listen(new Service(sessions, STALL));
  }

  public Listener listen(Service service) throws IOException {
    return listen(service, 1024);
  }

  public Listener listen(Service service, int backlog) throws IOException {
    Listener listener =
        Listener.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Listener.Options(backlog, false, 0, 0),
            service);
    listeners.add(listener);
    return listener;
  }

  /** A loop that accepts from a listener and reads what it accepted. */
  public EventLoop serve(Transport transport, Listener listener) throws IOException {
    EventLoop loop = loop(transport);
    loop.accept(List.of(listener), loop::adopt);
    return loop;
  }

  /** Runs something on the loop's thread, and waits for its end. */
  public static void run(EventLoop loop, Runnable task) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(
        () -> {
          task.run();
          done.countDown();
        });
    if (!done.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the loop did not come to its task");
    }
  }

  /** Ends a loop in order: what has arrived is accepted, read and answered. */
  public static int stop(EventLoop loop, Duration grace) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.stopAccepting(done);
    if (!done.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the loop did not stop to accept");
    }
    long deadline = System.nanoTime() + grace.toNanos();
    loop.drain(deadline);
    // What is cut off at the deadline takes a moment to end.
    assertTrue(loop.awaitEnd(deadline()), "the loop is held");
    return loop.join(deadline());
  }

  /** What was told as survived; the test has to {@linkplain #expected take it away}. */
  public List<String> problems() {
    return problems;
  }

  /** The problems so far were meant to happen. */
  public void expected() {
    problems.clear();
  }

  /** What ended a loop; the test expects one. */
  public CompletableFuture<Throwable> failure() {
    mayFail = true;
    return failure;
  }

  @Override
  public void close() throws Exception {
    for (EventLoop loop : loops) {
      loop.drain(System.nanoTime());
    }
    for (EventLoop loop : loops) {
      loop.join(deadline());
    }
    for (Listener listener : listeners) {
      listener.close();
    }
    assertEquals(List.of(), problems);
    assertFalse(failure.isDone() && !mayFail, () -> "a loop failed: " + failure.join());
    before.awaitNoMore();
  }
}
