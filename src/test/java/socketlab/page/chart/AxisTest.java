// SPDX-License-Identifier: Apache-2.0
package socketlab.page.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An axis holds its values, begins and ends at a tick, and labels round numbers with a unit. */
@Timeout(60)
class AxisTest {
  private static List<String> labels(Axis axis) {
    return axis.ticks().stream().map(Axis.Tick::label).toList();
  }

  @Test
  void stepsAreOneTwoOrFive() {
    assertEquals(List.of("0", "20", "40", "60", "80"), labels(Axis.linear("n", 0, 65)));
    assertEquals(List.of("0 s", "2 s", "4 s", "6 s", "8 s"), labels(Axis.linear("time, s", 0, 8)));
    assertEquals(
        List.of("0.0", "0.1", "0.2", "0.3", "0.4", "0.5"), labels(Axis.linear("n", 0, 0.5)));
    assertEquals(List.of("-1", "0", "1", "2", "3"), labels(Axis.linear("n", -1, 3)));
  }

  @Test
  void ratiosAreLabelledInReadableUnits() {
    Axis axis = Axis.logarithmic("latency, ms", 0.012, 1300);
    assertEquals("latency, logarithmic", axis.title());
    assertEquals(
        List.of("10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s"), labels(axis));
    assertEquals(List.of("0.2", "0.5", "1", "2", "5"), labels(Axis.logarithmic("ratio", 0.3, 3.7)));
  }

  @Test
  void chosenValuesHaveTheTicks() {
    Axis threads = Axis.through("threads", List.of(2.0, 8.0, 32.0, 128.0));
    assertTrue(threads.logarithmic());
    assertEquals(List.of("2", "8", "32", "128"), labels(threads));
    assertEquals(1.0 / 3, threads.place(8), 1e-9);
    Axis acceptors = Axis.through("acceptors", List.of(1.0, 4.0, 8.0));
    assertEquals(List.of("1", "4", "8"), labels(acceptors));
    assertEquals(3.0 / 7, acceptors.place(4), 1e-9);
  }

  @Test
  void ninesArePercentiles() {
    assertEquals(
        List.of("P0", "P90", "P99", "P99.9", "P99.99"), labels(Axis.nines("percentile", 4)));
  }

  /** Whatever the values are: seeded. */
  @Test
  void everyValueIsBetweenTheEnds() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      double low = Math.exp(20 * random.nextDouble() - 10);
      double high = low * Math.exp(8 * random.nextDouble());
      for (Axis axis : List.of(Axis.fitting("x, ms", low, high), Axis.linear("y", -low, high))) {
        double least = axis.title().equals("y") ? -low : low;
        DoubleStream.of(least, high)
            .map(axis::place)
            .forEach(place -> assertTrue(place > -1e-9 && place < 1 + 1e-9, axis.toString()));
        assertEquals(axis.min(), axis.ticks().getFirst().value());
        assertEquals(axis.max(), axis.ticks().getLast().value());
        assertTrue(axis.ticks().size() <= 11, axis.toString());
        assertEquals(axis.ticks().size(), labels(axis).stream().distinct().count());
      }
    }
  }
}
