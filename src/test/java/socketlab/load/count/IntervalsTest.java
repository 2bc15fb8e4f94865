// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A second is told of once, with what all lanes did in it. */
@Timeout(60)
class IntervalsTest {
  private static final long SECOND = 1_000_000_000L;

  private final Intervals intervals = new Intervals(2);

  @Test
  void aSecondIsOverWhenItIsOverInAllLanes() {
    assertTrue(intervals.add(of(0, SECOND)).isEmpty());
    Interval whole = intervals.add(of(0, SECOND)).orElseThrow();
    assertEquals(2, whole.latency().getTotalCount());
    assertEquals(List.of(), intervals.rest());
    assertEquals(2, intervals.course().getFirst().completed());
  }

  /** A lane that was stopped a moment later may be one second further. */
  @Test
  void whatOnlySomeLanesHaveComeToIsToldAtTheEnd() {
    intervals.add(of(3, SECOND));
    intervals.add(of(3, SECOND - 1));
    intervals.add(of(4, 5));
    List<Interval> rest = intervals.rest();
    assertEquals(1, rest.size());
    assertEquals(4, rest.getFirst().second());
    assertEquals(5, rest.getFirst().nanos());
    assertEquals(1, rest.getFirst().latency().getTotalCount());
  }

  @Test
  void theCourseIsOfWholeSeconds() {
    for (int lane = 0; lane < 2; lane++) {
      intervals.add(of(-1, SECOND));
      intervals.add(of(0, SECOND));
      intervals.add(of(1, SECOND / 2));
    }
    assertEquals(1, intervals.course().size());
  }

  /** In which one request was answered. */
  private static Interval of(int second, long nanos) {
    Histogram latency = new Histogram(Tally.DIGITS);
    latency.recordValue(1_000);
    return new Interval(second, nanos, latency, latency.copy(), 0);
  }
}
