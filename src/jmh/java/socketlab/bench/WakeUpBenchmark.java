// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Timeout;
import org.openjdk.jmh.annotations.Warmup;
import socketlab.net.work.Workers;
import socketlab.protocol.Handlers;
import socketlab.protocol.Peer;

/**
 * A message given to a worker, until it has run: the hand-off that {@code message-balancing} pays
 * for every request, in one direction.
 *
 * <p>Measured: from {@code execute} until the message's effect is seen, by a caller that spins for
 * it. {@code asleep} waits before each that the worker has parked, so that it holds a futex wake-up
 * and the scheduler; {@code awake} sends the next at once, and finds the worker still looking. Not
 * measured: the way back to the loop, which is a wake-up of a selector. Read the difference of the
 * two as the price of a worker that has nothing to do.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Timeout(time = 30)
public class WakeUpBenchmark implements Runnable {
  private static final int ROOM = 1024;
  private static final Peer NOBODY = new IdlePeer(Handlers.IN_PLACE);

  @Param({"Workers", "ThreadPoolExecutor"})
  public String executor;

  private Executor pool;
  private Runnable stop;
  private volatile Thread worker;
  private volatile long done;

  @Setup
  public void start() throws InterruptedException {
    switch (executor) {
      case "Workers" -> {
        Workers workers = new Workers(List.of("bench-worker-0"), ROOM);
        workers.start();
        pool = message -> workers.offer(message, NOBODY);
        stop = () -> join(workers);
      }
      case "ThreadPoolExecutor" -> {
        var threads = Executors.newFixedThreadPool(1);
        pool = threads;
        stop = threads::shutdown;
      }
      default -> throw new IllegalArgumentException("no executor is called " + executor);
    }
    pool.execute(() -> worker = Thread.currentThread());
    while (worker == null) {
      Thread.sleep(1);
    }
  }

  private static void join(Workers workers) {
    try {
      workers.join(System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @TearDown
  public void end() throws InterruptedException {
    stop.run();
    if (!worker.join(Duration.ofSeconds(10))) {
      throw new IllegalStateException("the worker did not end");
    }
  }

  /** The message. */
  @Override
  public void run() {
    done = done + 1;
  }

  @Benchmark
  public void awake() {
    send();
  }

  @Benchmark
  public void asleep(Asleep worker) {
    send();
  }

  private void send() {
    long before = done;
    pool.execute(this);
    // Yields now and then: where there is one CPU, the worker needs it.
    for (int looks = 1; done == before; looks++) {
      if (looks % 10_000 == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * The worker parked, or about to: the JVM says WAITING just before the futex call. JMH warns of
   * set-ups for each invocation, for what they take away from short ones: this one stands beside
   * microseconds.
   */
  @State(Scope.Benchmark)
  public static class Asleep {
    @Setup(Level.Invocation)
    public void await(WakeUpBenchmark b) {
      while (b.worker.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
  }
}
