// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * One round of one server under one workload.
 *
 * @param workload its name
 * @param server its name
 * @param process which of its processes, from 1; the noise check has a second
 * @param phase saturation, a fixed rate, or none
 * @param round from 1; in a round every server has its turn
 * @param turn from 1, the place in the round's shuffled order
 * @param seconds how long the load lasted
 * @param requests answered
 * @param errors connections and answers that failed, as the generator counts them
 * @param values by {@link Metric#id}; what nobody told is not there
 */
public record Sample(
    String workload,
    String server,
    int process,
    Phase phase,
    int round,
    int turn,
    double seconds,
    long requests,
    long errors,
    Map<String, Double> values) {
  /** How hard the server is driven. */
  public enum Phase {
    /** As many requests as it answers. */
    SATURATION,
    /** The same rate for every server, a share of what the slowest can. */
    FIXED_RATE,
    /** Connections are open and silent. */
    IDLE,
    /** A process begins, and has one answer to give or one thing to print. */
    START,
    /** Clients wait to be told of what is published, once a second. */
    NOTIFICATION;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  public OptionalDouble value(Metric metric) {
    Double value = values.get(metric.id());
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
