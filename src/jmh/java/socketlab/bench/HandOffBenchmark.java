// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Timeout;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to hand an item from one thread to another: our queue against the JDK's, each with
 * its ways of waiting.
 *
 * <pre>
 *   benchmark thread ──put──▶ [ there ] ──take──▶ consumers
 *                    ◀─take── [ back ]  ◀──put──┘            roundTrip only
 * </pre>
 *
 * <p>Measured: the time of one round trip, and of one item of a burst. Not measured: what the item
 * does, and what a spinning thread takes away from others: on a machine with fewer CPUs than
 * threads spinning looks bad, on an idle one it looks better than it is. Read {@code spin} as the
 * cost of the cache lines that travel, and {@code park} as that plus two wake-ups a round trip.
 */
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Timeout(time = 30)
public class HandOffBenchmark {
  private static final int BURST = 512;

  private static final Object ITEM = new Object();

  @Param({
    "HandOffQueue-spin",
    "HandOffQueue-park",
    "ArrayBlockingQueue-spin",
    "ArrayBlockingQueue-park",
    "LinkedTransferQueue-spin",
    "LinkedTransferQueue-park",
    "ConcurrentLinkedQueue-spin",
  })
  public String queue;

  @Param({"1", "3"})
  public int consumers;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong taken = new AtomicLong();
  private Exchanger<Object> there;
  private Exchanger<Object> back;

  /** Consumers that send each item back. */
  @State(Scope.Benchmark)
  public static class Echoing {
    @Setup
    public void start(HandOffBenchmark b) {
      b.start(
          () -> {
            while (true) {
              b.back.put(b.there.take());
            }
          });
    }
  }

  /** Consumers that count. */
  @State(Scope.Benchmark)
  public static class Counting {
    @Setup
    public void start(HandOffBenchmark b) {
      b.start(
          () -> {
            while (true) {
              b.there.take();
              b.taken.getAndIncrement();
            }
          });
    }
  }

  private interface Body {
    void run() throws InterruptedException;
  }

  @Setup
  public void open() {
    there = Exchanger.of(queue);
    back = Exchanger.of(queue);
  }

  private void start(Body body) {
    for (int i = 0; i < consumers; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  body.run();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "consumer-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  @TearDown
  public void stop() throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    threads.clear();
  }

  /** There and back: one item is under way, so each side waits for the other. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public Object roundTrip(Echoing running) throws InterruptedException {
    there.put(ITEM);
    return back.take();
  }

  /** One item of a burst of 512; the next burst begins when all of it was taken. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @OperationsPerInvocation(BURST)
  public void burst(Counting running) throws InterruptedException {
    long end = taken.get() + BURST;
    for (int i = 0; i < BURST; i++) {
      there.put(ITEM);
    }
    for (int looks = 1; taken.get() < end; looks++) {
      Exchanger.Spinning.pause(looks);
    }
  }
}
