// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.judge;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import socketlab.compare.data.Comparison;

/**
 * How far one server is from itself, and so how small a difference can be seen at all.
 *
 * @param checks two processes of a server each, by workload and metric
 */
public record Noise(List<Comparison> checks) {
  /** A comparison, which decides nothing where a server differs as much from itself. */
  Comparison judge(Comparison one) {
    return Math.abs(one.ratio() - 1) > floor(one.workload(), one.metric()) ? one : one.undecided();
  }

  /**
   * What a ratio must differ from 1 by. Where the workload was not checked it is the largest that
   * the metric had in the run, and 0 where it was never looked at.
   */
  double floor(String workload, String metric) {
    Predicate<Comparison> own = one -> one.workload().equals(workload);
    return checks.stream().anyMatch(one -> own.test(one) && one.metric().equals(metric))
        ? largest(checks.stream().filter(own), metric)
        : largest(checks.stream(), metric);
  }

  private static double largest(Stream<Comparison> checks, String metric) {
    return checks
        .filter(one -> one.metric().equals(metric))
        .mapToDouble(one -> Math.abs(one.ratio() - 1))
        .max()
        .orElse(0);
  }
}
