// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;

/** A benchmark of a queue that loses items, or a wake-up, would be fast or hang. */
class ExchangerTest {
  private static final int CONSUMERS = 3;
  private static final int ITEMS = 20_000;

  static Stream<String> queues() throws ReflectiveOperationException {
    return Arrays.stream(
        HandOffBenchmark.class.getField("queue").getAnnotation(Param.class).value());
  }

  @ParameterizedTest
  @MethodSource("queues")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void everyItemIsTakenOnce(String queue) throws Exception {
    Exchanger<Integer> exchanger = Exchanger.of(queue);
    List<Integer> taken = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONSUMERS)) {
      List<Future<List<Integer>>> consumers = new ArrayList<>();
      for (int i = 0; i < CONSUMERS; i++) {
        consumers.add(threads.submit(takeUntilNegative(exchanger)));
      }
      for (int item = 0; item < ITEMS; item++) {
        exchanger.put(item);
      }
      for (int i = 0; i < CONSUMERS; i++) {
        exchanger.put(-1);
      }
      for (Future<List<Integer>> consumer : consumers) {
        taken.addAll(consumer.get());
      }
    }
    assertEquals(IntStream.range(0, ITEMS).boxed().toList(), taken.stream().sorted().toList());
  }

  private static Callable<List<Integer>> takeUntilNegative(Exchanger<Integer> exchanger) {
    return () -> {
      List<Integer> taken = new ArrayList<>();
      for (int item; (item = exchanger.take()) >= 0; ) {
        taken.add(item);
      }
      return taken;
    };
  }
}
