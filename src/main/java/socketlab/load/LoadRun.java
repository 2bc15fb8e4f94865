// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import socketlab.linux.libc.Platform;
import socketlab.linux.process.ProcessUsage;
import socketlab.linux.process.Threads;
import socketlab.load.count.Interval;
import socketlab.load.count.Intervals;
import socketlab.load.count.LittlesLawCheck;
import socketlab.load.count.Tally;
import socketlab.load.count.Window;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.net.loop.EventLoop;
import socketlab.protocol.Handlers;
import socketlab.tls.client.TlsHandshake;

/**
 * One run: lanes that load, and this thread, which watches them from outside.
 *
 * <p>{@link #run} is called once, by one thread; {@link #stop} may be called by any.
 */
public final class LoadRun {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Consumer<Interval> watcher;
  private final List<Lane> lanes = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CountDownLatch done;
  private final Intervals intervals;
  private final OpenConnections openConnections = new OpenConnections();
  private final Knock knock;
  private LoadPlan plan;
  private Window window;
  private Optional<TlsHandshake> handshake = Optional.empty();
  private volatile FirstWords firstWords;
  private volatile boolean stopped;

  /**
   * @param watcher told of each second that is over, the warm-up's too; called by the thread that
   *     runs
   */
  public LoadRun(LoadPlan plan, Consumer<Interval> watcher) {
    this.plan = plan;
    knock = new Knock(plan.target().addresses(), plan.timeout());
    this.watcher = watcher;
    done = new CountDownLatch(plan.threads());
    intervals = new Intervals(plan.threads());
  }

  /** What the process and the lanes had used at one moment. */
  private record Used(Optional<Long> process, Threads.CpuTime lanes) {}

  /**
   * Loads for the warm-up and the measured time, or until it is stopped.
   *
   * @throws IOException when the target takes no connection to begin with
   */
  public LoadResult run() throws IOException, InterruptedException {
    plan.transport().availability().require();
    if (!knock()) {
      return nothing();
    }
    try (Securing securing = Securing.of(plan.target(), plan.timeout().toNanos())) {
      if (!exchangeFirstWords(securing)) {
        return nothing();
      }
      open(securing);
      try {
        lanes.forEach(Lane::begin);
        return watch();
      } finally {
        close();
      }
    }
  }

  /**
   * Whether anybody is there; the address that answered is loaded.
   *
   * @return false when it was stopped meanwhile
   */
  private boolean knock() throws IOException, InterruptedException {
    try {
      plan = plan.at(knock.answering());
      return true;
    } catch (IOException e) {
      if (stopped) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Whether it speaks what it is to be loaded with.
   *
   * @return false when it was stopped meanwhile
   */
  private boolean exchangeFirstWords(Securing securing) throws IOException, InterruptedException {
    if (!FirstWords.areOfUse(plan.target())) {
      return true;
    }
    FirstWords words = new FirstWords(plan.target());
    firstWords = words;
    EventLoop loop = plan.transport().open(config(0));
    loop.start();
    try {
      handshake = words.ask(securing, loop, plan.timeout().toNanos());
      return !stopped;
    } catch (IOException e) {
      if (stopped) {
        return false;
      }
      throw e;
    } finally {
      loop.drain(System.nanoTime());
      loop.join(System.nanoTime() + GRACE_NANOS);
    }
  }

  private LoadResult nothing() {
    long now = System.nanoTime();
    window = new Window(now, now, now);
    return result(used(), used());
  }

  /** Ends it now, with the result so far; any thread. */
  public void stop() {
    stopped = true;
    // It may be connecting to a silent host, or waiting for its first words.
    knock.stop();
    FirstWords words = firstWords;
    if (words != null) {
      words.stop();
    }
  }

  private void open(Securing securing) throws IOException {
    SplittableRandom random = new SplittableRandom(plan.seed());
    window = Window.of(System.nanoTime(), plan.warmup(), plan.duration());
    try {
      for (int i = 0; i < plan.threads(); i++) {
        EventLoop loop = plan.transport().open(config(i));
        int connections = plan.connections() / plan.threads();
        connections += i < plan.connections() % plan.threads() ? 1 : 0;
        lanes.add(
            new Lane(
                loop,
                plan,
                window,
                connections,
                schedule(i, random.split()),
                done,
                openConnections,
                securing,
                System::nanoTime));
        loop.start();
      }
    } catch (IOException | RuntimeException e) {
      closeQuietly(e);
      throw e;
    }
  }

  private void closeQuietly(Exception cause) {
    try {
      close();
    } catch (InterruptedException e) {
      cause.addSuppressed(e);
      Thread.currentThread().interrupt();
    }
  }

  /** Uniform arrivals of several lanes fall between each other. */
  private Arrivals.Schedule schedule(int lane, SplittableRandom random) {
    if (!plan.isOpen()) {
      return null;
    }
    double rate = plan.rate().getAsDouble();
    long from = window.start() + (long) (lane * 1e9 / rate);
    return plan.arrivals().schedule(rate / plan.threads(), from, random);
  }

  private EventLoop.Config config(int lane) {
    return new EventLoop.Config(
        "lab-load-" + lane,
        "load",
        Handlers.IN_PLACE,
        Math.clamp(plan.timeout().toNanos() / 10, 10_000_000L, 1_000_000_000L),
        plan.timeout().toNanos(),
        -1,
        problem -> failure.compareAndSet(null, new IllegalStateException(problem)),
        e -> failure.compareAndSet(null, e));
  }

  private LoadResult watch() throws InterruptedException {
    Used before = null;
    while (!done.await(before == null ? pause() : LOOK_NANOS, TimeUnit.NANOSECONDS)) {
      requireNoFailure();
      long now = System.nanoTime();
      if (before == null && now - window.from() >= 0) {
        before = used();
      }
      if (stopped) {
        window = window.endingAt(now);
        lanes.forEach(Lane::finish);
        stopped = false;
      }
      report();
    }
    requireNoFailure();
    Used after = used();
    report();
    intervals.rest().forEach(watcher);
    // Who watches may have looked on for long, and a loop failed meanwhile.
    requireNoFailure();
    return result(before == null ? after : before, after);
  }

  private void requireNoFailure() {
    if (failure.get() != null) {
      throw new IllegalStateException("the generator failed", failure.get());
    }
  }

  /** Until the next look, or until the measured time begins: its costs count from there. */
  private long pause() {
    return Math.min(LOOK_NANOS, window.from() - System.nanoTime());
  }

  private void report() {
    for (Lane lane : lanes) {
      for (Interval next; (next = lane.ledger.intervals.poll()) != null; ) {
        intervals.add(next).ifPresent(watcher);
      }
    }
  }

  private Used used() {
    Optional<Long> process =
        Platform.availability().isAvailable()
            ? Optional.of(ProcessUsage.cpuNanos(ProcessHandle.current().pid()))
            : Optional.empty();
    return new Used(
        process,
        lanes.stream().map(Lane::cpuTime).reduce(Threads.CpuTime.ZERO, Threads.CpuTime::plus));
  }

  private LoadResult result(Used before, Used after) {
    Tally total = new Tally();
    lanes.forEach(lane -> total.add(lane.ledger.tally));
    double seconds = window.seconds();
    Threads.CpuTime used = after.lanes().since(before.lanes());
    return new LoadResult(
        plan,
        handshake,
        seconds,
        total,
        after.process().map(nanos -> nanos - before.process().orElseThrow()),
        seconds == 0 ? 0 : (used.ran() + used.waited()) / 1e9 / seconds / plan.threads(),
        seconds == 0 ? 0 : used.waited() / 1e9 / seconds / plan.threads(),
        lanes.stream().mapToInt(lane -> lane.sources().used()).max().orElse(1),
        openConnections.most(),
        LittlesLawCheck.of(total, seconds),
        intervals.course());
  }

  private void close() throws InterruptedException {
    long deadline = System.nanoTime() + GRACE_NANOS;
    lanes.forEach(lane -> lane.loop().drain(System.nanoTime()));
    for (Lane lane : lanes) {
      lane.loop().join(deadline);
    }
  }
}
