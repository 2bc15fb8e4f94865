// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

/**
 * A line of the speed table.
 *
 * @param id unique, for instance {@code keep-alive-epoll}
 * @param work what the servers do, in a few words
 * @param connections open at once
 * @param ours the lab's server
 * @param peer what it is measured against; empty where the target is a figure of its own
 * @param metric by {@link Metric#id}
 * @param unit ratio, or the metric's own
 * @param must the limit: the value may be at most this; null where there is none
 * @param aim the goal: the value should be at most this; null where there is none
 * @param ourValue the median of ours
 * @param peerValue the median of the peer; null without one
 * @param value the ratio, or the figure itself
 * @param low of its 95 % interval
 * @param high likewise
 * @param verdict on {@code must}
 * @param aimVerdict on {@code aim}
 * @param reason why it was not measured; empty when it was
 */
public record TargetResult(
    String id,
    String work,
    int connections,
    String ours,
    String peer,
    String metric,
    String unit,
    Double must,
    Double aim,
    Double ourValue,
    Double peerValue,
    Double value,
    Double low,
    Double high,
    Reached verdict,
    Reached aimVerdict,
    String reason) {
  /** Whether a target was met, by the interval. */
  public enum Reached {
    /** The whole interval lies at or under the target. */
    REACHED("reached"),
    /** The whole interval lies above it. */
    MISSED("missed"),
    /** It holds the target, so the rounds do not decide. */
    CANNOT_TELL("cannot tell"),
    /** There is no target: the value is shown for comparison. */
    TOLD("told"),
    /** Something it needs is not there. */
    NOT_MEASURED("not measured");

    private final String words;

    Reached(String words) {
      this.words = words;
    }

    public static Reached of(Double target, double low, double high) {
      if (target == null) {
        return TOLD;
      }
      return high <= target ? REACHED : low > target ? MISSED : CANNOT_TELL;
    }

    /** Whether the limit or the goal was met, as tables answer it. */
    public String answer() {
      return switch (this) {
        case REACHED -> "yes";
        case MISSED -> "no";
        case TOLD -> "–";
        case CANNOT_TELL, NOT_MEASURED -> words;
      };
    }

    /** As it stands in {@code campaign.json}. */
    @Override
    public String toString() {
      return words;
    }
  }
}
