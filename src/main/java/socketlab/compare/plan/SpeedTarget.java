// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.plan;

import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;

/**
 * What the lab's servers are to reach.
 *
 * @param metric what is measured: as a ratio to the peer, or by itself where there is no peer
 * @param peer empty where the target is a figure
 * @param must the limit: at most this; null where there is none
 * @param aim the goal: at most this; null where there is none
 */
public record SpeedTarget(
    String id, Load load, Metric metric, String ours, String peer, Double must, Double aim) {
  public boolean isRatio() {
    return !peer.isEmpty();
  }

  /** Whether it is about how a process begins, and so needs a new one for each figure. */
  public boolean isOfAStart() {
    return switch (metric) {
      case FIRST_ANSWER, COMMAND, AT_REST -> true;
      default -> false;
    };
  }
}
