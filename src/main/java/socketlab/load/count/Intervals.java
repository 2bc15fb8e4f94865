// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Puts the seconds of all lanes together. Confined to one thread. */
public final class Intervals {
  /**
   * One whole second of the measured time.
   *
   * @param completed requests
   * @param meanNanos their mean latency from the intended start
   */
  public record Second(long completed, double meanNanos) {}

  private record Part(Interval sum, int lanes) {}

  private final int lanes;
  private final Map<Integer, Part> parts = new TreeMap<>();
  private final List<Second> course = new ArrayList<>();

  public Intervals(int lanes) {
    this.lanes = lanes;
  }

  /** A second of one lane; when it is the last lane's, the whole of that second. */
  public Optional<Interval> add(Interval interval) {
    Part part =
        parts.merge(
            interval.second(),
            new Part(interval, 1),
            (all, one) -> new Part(all.sum.plus(one.sum), all.lanes + 1));
    if (part.lanes < lanes) {
      return Optional.empty();
    }
    parts.remove(interval.second());
    return Optional.of(over(part.sum));
  }

  /** Seconds that not all lanes have come to when a run is stopped: each lane stops by itself. */
  public List<Interval> rest() {
    List<Interval> rest = parts.values().stream().map(part -> over(part.sum)).toList();
    parts.clear();
    return rest;
  }

  private Interval over(Interval second) {
    if (!second.isWarmup() && second.isWhole()) {
      Histogram latency = second.latency();
      course.add(new Second(latency.getTotalCount(), latency.getMean()));
    }
    return second;
  }

  public List<Second> course() {
    return List.copyOf(course);
  }
}
