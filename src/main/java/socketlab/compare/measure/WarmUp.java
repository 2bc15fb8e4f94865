// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import socketlab.compare.load.Generator;
import socketlab.compare.plan.Plan;

/** Loads a server until its throughput is steady: the JIT has compiled what matters. */
public final class WarmUp {
  /** Slices of a second whose throughput has to agree before a server counts as warm. */
  private static final int STEADY_SLICES = 3;

  /** By how much of their mean they may differ. */
  private static final double STEADY_WITHIN = 0.05;

  private WarmUp() {}

  /** What one is taken to last, when the time left is told. */
  public static double plannedSeconds(Plan plan) {
    return Math.min(plan.warmUpSeconds(), 2.0 * STEADY_SLICES);
  }

  /**
   * Loads it.
   *
   * @param slice a second of load
   * @param mostSeconds after which it ends in any case
   * @return whether it became steady; with too few seconds to tell, it is taken to be
   */
  public static boolean isSteadyAfter(Generator generator, Generator.Task slice, int mostSeconds)
      throws InterruptedException {
    Deque<Double> last = new ArrayDeque<>();
    for (int i = 0; i < mostSeconds && !isSteady(last); i++) {
      last.addLast(throughput(generator, slice));
      if (last.size() > STEADY_SLICES) {
        last.removeFirst();
      }
    }
    return mostSeconds < STEADY_SLICES || isSteady(last);
  }

  /** NaN, which is never steady, where the generator did not trust itself. */
  private static double throughput(Generator generator, Generator.Task task)
      throws InterruptedException {
    try {
      Generator.Outcome outcome = generator.run(task);
      return outcome.requests() / outcome.seconds();
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static boolean isSteady(Deque<Double> last) {
    if (last.size() < STEADY_SLICES) {
      return false;
    }
    double mean = last.stream().mapToDouble(x -> x).average().orElse(0);
    return Collections.max(last) - Collections.min(last) <= STEADY_WITHIN * mean;
  }
}
