// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.util.SortedMap;

/**
 * What one server gave in each round, by the round's number. A round that was left out is missing.
 */
record Series(SortedMap<Integer, Double> rounds) {
  double[] values() {
    return rounds.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * This one's values over those of another, of the rounds that both had. A ratio to nothing is
   * left out.
   */
  double[] over(Series other) {
    return rounds.entrySet().stream()
        .filter(entry -> other.rounds.getOrDefault(entry.getKey(), 0.0) > 0)
        .mapToDouble(entry -> entry.getValue() / other.rounds.get(entry.getKey()))
        .toArray();
  }
}
