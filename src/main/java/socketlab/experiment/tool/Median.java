// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool;

import java.util.List;
import java.util.stream.IntStream;

/** The middle of several rounds: one round that something disturbed does not move it far. */
public final class Median {
  private Median() {}

  /** The middle one; of an even number, the mean of the middle two. */
  public static double of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int upper = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(upper)
        : (sorted.get(upper - 1) + sorted.get(upper)) / 2;
  }

  /** Of the ratios round by round, which what lasts longer than a round does not move at all. */
  public static double ofRatios(List<Double> of, List<Double> to) {
    return of(IntStream.range(0, of.size()).mapToObj(i -> of.get(i) / to.get(i)).toList());
  }
}
