// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import socketlab.linux.process.Affinity;
import socketlab.linux.process.TimerSlack;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.Listener;
import socketlab.protocol.Handlers;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Timer;

/**
 * One thread, one poller, and the endpoints it owns.
 *
 * <pre>
 *        ┌───────────────────────────── one turn ──────────────────────────────┐
 *        ▼                                                                     │
 *   wait in the poller ─▶ events, by endpoint ─▶ timers ─▶ tasks ─▶ clock ─────┘
 *                              │                         (adopt, wake,  (time limits)
 *                              ▼                          execute)
 *                     session ─▶ Output ─▶ one write a connection
 * </pre>
 *
 * <p>The loop has the turn, the tasks and the timers, and nothing else: a {@link Poller} waits, and
 * what is done to a connection is the {@link Endpoint}'s own. Thread contract: {@link #accept},
 * {@link #adopt}, {@link #connect}, {@link #execute} and what {@link Part} has may be called by any
 * thread; everything else happens on the loop's own.
 */
public final class EventLoop implements Executor, Part {
  /**
   * What a loop is told.
   *
   * @param name the thread's name
   * @param role what it does: acceptor, reader, …
   * @param handlers where the complete messages of its connections are worked on
   * @param tickNanos from one look at the time limits of connections to the next
   * @param stallNanos how long the peer of an outgoing connection may take nothing
   * @param cpu the processor to stay on, or -1 for any
   * @param problems told, in one line, what went wrong and was survived; any thread
   * @param failed told of what ended the loop; called by the loop's thread
   */
  public record Config(
      String name,
      String role,
      Handlers handlers,
      long tickNanos,
      long stallNanos,
      int cpu,
      Consumer<String> problems,
      Consumer<Throwable> failed) {}

  /** Problems of one kind are told once in so long: under attack there are very many. */
  private static final long SAID_AGAIN_NANOS = 10_000_000_000L;

  private final Config config;
  private final Poller poller;
  private final Counters counters = new Counters();
  final Endpoints endpoints = new Endpoints();
  final Outputs outputs = new Outputs();
  private final Thread thread;
  private final TaskQueue tasks = new TaskQueue();
  private final Timers timers = new Timers();
  private final Timers coarse = new Timers();
  private final Clock clock;

  /** System calls of this turn. */
  private int calls;

  private boolean exact;
  private boolean stopping;
  private boolean draining;
  private boolean ended;
  private long drainUntil;
  private long overBudgetSaid;
  private int cut;
  private boolean interrupted;
  private boolean held;

  /** True while the loop may be asleep in its poller, and has to be woken to see a task. */
  private volatile boolean asleep;

  private volatile boolean finished;

  public EventLoop(Config config, Poller.Factory transport) throws IOException {
    this.config = config;
    this.clock = new Clock(config.tickNanos);
    this.thread = new Thread(this::loop, config.name);
    this.poller = transport.open(this);
  }

  // What any thread may ask for.

  public String name() {
    return config.name;
  }

  public String role() {
    return config.role;
  }

  public Config config() {
    return config;
  }

  /** What this loop's thread has counted. */
  public Counters counters() {
    return counters;
  }

  @Override
  public List<ThreadStats> stats() {
    return List.of(new ThreadStats(config.name, config.role, counters.read()));
  }

  /**
   * Accepts from listeners and gives each connection to the taker, which is called by this loop.
   */
  public void accept(List<Listener> listeners, Consumer<Accepted> taker) {
    for (Listener listener : listeners) {
      // Now, or another loop that stops before this one begins would be the last, and close it.
      listener.retain();
      execute(() -> acceptFrom(listener, taker));
    }
  }

  private void acceptFrom(Listener listener, Consumer<Accepted> taker) {
    try {
      if (stopping) {
        listener.release();
      } else {
        poller.acceptor(listener, taker).begin();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on this loop reads that connection. */
  public void adopt(Accepted accepted) {
    if (isOwnThread()) {
      own(accepted);
    } else {
      execute(() -> own(accepted));
    }
  }

  private void own(Accepted accepted) {
    Stream stream;
    try {
      if (finished) {
        throw new IOException("the loop has ended");
      }
      stream = poller.stream(accepted);
    } catch (IOException e) {
      // Nobody reads it any more, or the peer was faster and has reset it already.
      accepted.close();
      accepted.service().limit().release();
      return;
    }
    stream.open(accepted.service(), true, _ -> {});
  }

  /** Connects to a server; as {@link Peer#connect}, but any thread may call it. */
  public Peer.Attempt connect(Outgoing to) {
    Connecting connecting = poller.connecting(to);
    execute(connecting::begin);
    return connecting;
  }

  /**
   * Runs a task on the loop's thread, after the events at hand. Where the loop has ended, the
   * caller's thread runs it.
   */
  @Override
  public void execute(Runnable task) {
    add(
        new Task() {
          @Override
          void perform() {
            task.run();
          }
        });
  }

  void add(Task task) {
    tasks.add(task);
    if (finished) {
      // Nobody will come by; an adopted connection must not stay open for that.
      performLast();
    } else if (asleep) {
      asleep = false;
      counters.wokenUp();
      poller.wakeup();
    }
  }

  // What the loop's own thread may ask for.

  private boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  /**
   * Makes a timer. It calls back by this thread, before the tasks of that turn: to the nearest
   * hundredth of a millisecond where the transport is native, and by spinning through the last
   * millisecond under {@code nio}. Many of them keep a processor busy there.
   */
  public Timer timer(Runnable action) {
    return timers.timer(action);
  }

  /** Makes a timer that may call back up to two milliseconds late; nothing spins for it. */
  Timer coarseTimer(Runnable action) {
    return coarse.timer(action);
  }

  /** The time of this turn, by {@link System#nanoTime}. */
  public long now() {
    return clock.now();
  }

  /** Counts system calls that were made for an endpoint or the poller. */
  public void called(int times) {
    calls += times;
  }

  /** The poller has returned: from here on nobody needs to wake this loop. */
  public void awake() {
    if (asleep) {
      asleep = false;
    }
  }

  /** Tells, in one line, what went wrong and was survived. */
  public void problem(String line) {
    config.problems.accept(line);
  }

  /**
   * Tells whoever asked for a connection that there is none; a fault of theirs is told, not ours.
   */
  void tell(Consumer<IOException> failed, IOException e) {
    try {
      failed.accept(e);
    } catch (RuntimeException fault) {
      problem("a session failed when it was told that it has no connection: " + fault);
    }
  }

  void overBudget() {
    if (overBudgetSaid == 0 || now() - overBudgetSaid > SAID_AGAIN_NANOS) {
      overBudgetSaid = now();
      problem(
          "connections keep more waiting than --max-buffered-bytes; those that want more are"
              + " ended");
    }
  }

  /** True once newcomers are refused. */
  public boolean isStopping() {
    return stopping;
  }

  /** True when it is too late to begin a connect: the loop has ended, or cuts off what is left. */
  boolean isTooLateToConnect() {
    return ended || draining && System.nanoTime() - drainUntil >= 0;
  }

  /** True while the loop finishes what is in flight, and then ends. */
  public boolean isDraining() {
    return draining;
  }

  // The thread.

  private void loop() {
    try {
      if (config.cpu >= 0) {
        Affinity.pin(config.cpu);
      }
      clock.start();
      poller.begin();
      while (!(draining && endpoints.isEmpty())) {
        turn();
      }
    } catch (Throwable e) {
      config.failed.accept(e);
    } finally {
      end();
    }
  }

  private void turn() throws IOException {
    clock.turn();
    asleep = true;
    if (poller.poll(tasks.isEmpty() ? untilDue() : 0) > 0) {
      counters.batch();
    }
    awake();
    if (!timers.isEmpty()) {
      timers.ring(now());
    }
    if (!coarse.isEmpty()) {
      coarse.ring(now());
    }
    tasks.performAll();
    if (clock.isDue()) {
      tick(clock.now());
    }
    counters.systemCalls(calls);
    calls = 0;
  }

  /** Nanoseconds that the loop may sleep, or -1 when nothing is due at any time. */
  private long untilDue() {
    long until = draining || endpoints.anyTimed() ? clock.untilDue() : -1;
    if (!coarse.isEmpty()) {
      until = sooner(until, Math.max(0, coarse.next() - System.nanoTime()));
    }
    if (!timers.isEmpty()) {
      beExact();
      long untilTimer = Math.max(0, timers.next() - System.nanoTime());
      until = sooner(until, poller.sleepable(untilTimer));
    }
    return until;
  }

  private static long sooner(long until, long other) {
    return until < 0 ? other : Math.min(until, other);
  }

  private void beExact() {
    if (exact) {
      return;
    }
    exact = true;
    try {
      TimerSlack.none();
    } catch (UnsupportedOperationException e) {
      // There was no descriptor to look the call up with; timers are late by some 50 µs then.
    }
  }

  /** What only the clock brings about. */
  private void tick(long now) {
    boolean inTime = clock.looks(endpoints.anyTimed());
    if (draining) {
      clock.lookBy(drainUntil);
    }
    if (draining && now - drainUntil >= 0) {
      cutOff();
    } else if (inTime) {
      endpoints.forEach(endpoint -> endpoint.checkTime(now));
    }
  }

  void restartTicks() {
    clock.restart();
  }

  private void cutOff() {
    endpoints.forEach(
        endpoint -> {
          if (endpoint.cutOff()) {
            cut++;
          }
        });
  }

  // Stopping, in two halves: first all loops accept what has arrived, then all finish it.

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void stopAccepting(CountDownLatch done) {
    execute(
        () -> {
          stopping = true;
          try {
            endpoints.forEach(Endpoint::stopAccepting);
          } finally {
            done.countDown();
          }
        });
  }

  @Override
  public void drain(long deadline) {
    execute(
        () -> {
          stopping = true;
          draining = true;
          drainUntil = deadline;
          clock.lookBy(now());
          endpoints.forEach(Endpoint::drain);
        });
  }

  @Override
  public boolean awaitEnd(long until) throws InterruptedException {
    if (thread.getState() == Thread.State.NEW) {
      // It could not be started, or nobody tried: what it was given goes back by this thread.
      if (!finished) {
        end();
      }
      return true;
    }
    return thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
  }

  /** Whatever its handler answers then, it is not what it would have been. */
  @Override
  public void interrupt() {
    if (thread.isAlive()) {
      interrupted = true;
      thread.interrupt();
    }
  }

  @Override
  public int join(long until) throws InterruptedException {
    if (!awaitEnd(until)) {
      problem(config.name + " is held by a handler and was left behind");
      held = true;
      return 0;
    }
    return interrupted ? Math.max(1, cut) : cut;
  }

  @Override
  public boolean isHeld() {
    return held;
  }

  /** What is left when the loop has ended; one that fails does not keep the others. */
  private void performLast() {
    while (!tasks.isEmpty()) {
      try {
        tasks.performAll();
      } catch (RuntimeException e) {
        problem("a task of " + config.name + " came too late and failed: " + e);
      }
    }
  }

  private void end() {
    // A loop that failed leaves its endpoints behind.
    stopping = true;
    ended = true;
    cutOff();
    finished = true;
    performLast();
    // What a task began after all.
    cutOff();
    try {
      poller.close();
    } catch (IOException | RuntimeException e) {
      problem("closing the poller: " + e.getMessage());
    }
  }
}
