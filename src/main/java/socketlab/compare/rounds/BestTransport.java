// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.judge.Statistics;
import socketlab.compare.server.Candidate;

/** Which transport a pattern shows itself best on; not all products are worth measuring. */
final class BestTransport {
  private BestTransport() {}

  /** Of the lab's servers one a pattern: whose CPU a request was the least. The others all stay. */
  static List<Candidate> among(List<Candidate> candidates, List<Sample> measured) {
    Map<String, Candidate> best = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      best.merge(
          pattern(candidate),
          candidate,
          (one, other) -> cost(other, measured) < cost(one, measured) ? other : one);
    }
    return List.copyOf(best.values());
  }

  /** Of a server of the lab its pattern; another is one of its own. */
  static String pattern(Candidate candidate) {
    return candidate.name().replaceAll("/.*", "");
  }

  private static double cost(Candidate candidate, List<Sample> measured) {
    double[] costs =
        measured.stream()
            .filter(one -> one.server().equals(candidate.name()) && one.process() == 1)
            .flatMapToDouble(one -> one.value(Metric.CPU).stream())
            .toArray();
    return costs.length == 0 ? Double.MAX_VALUE : Statistics.median(costs);
  }
}
