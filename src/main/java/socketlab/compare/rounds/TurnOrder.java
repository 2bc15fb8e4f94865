// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The order of a round: shuffled, and who all are compared with comes again and again.
 *
 * <pre>
 *   c a * e d b   h * f j g i   l k n o * m        * the baseline: nobody is far from it
 * </pre>
 *
 * <p>A round of many servers takes a minute, and the machine is not the same at its two ends.
 */
final class TurnOrder {
  /** So many others at the most have one turn of the baseline among them. */
  static final int STRETCH = 5;

  private TurnOrder() {}

  /**
   * A round's turns.
   *
   * @param others all but the baseline
   * @param baseline null for none
   */
  static <T> List<T> of(List<T> others, T baseline, Random random) {
    List<T> shuffled = new ArrayList<>(others);
    Collections.shuffle(shuffled, random);
    if (baseline == null) {
      return shuffled;
    }
    List<T> order = new ArrayList<>();
    int stretches = stretches(shuffled.size());
    for (int i = 0; i < stretches; i++) {
      int from = shuffled.size() * i / stretches;
      int to = shuffled.size() * (i + 1) / stretches;
      List<T> stretch = new ArrayList<>(shuffled.subList(from, to));
      stretch.add(random.nextInt(stretch.size() + 1), baseline);
      order.addAll(stretch);
    }
    return order;
  }

  /** How many turns the baseline has in a round. */
  static int stretches(int others) {
    return Math.max(1, Math.ceilDiv(others, STRETCH));
  }
}
