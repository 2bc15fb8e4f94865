// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.judge;

import java.util.List;
import java.util.Map;
import socketlab.compare.data.Skipped;
import socketlab.compare.data.TargetResult;
import socketlab.compare.data.TargetResult.Reached;
import socketlab.compare.judge.Statistics.Interval;
import socketlab.compare.plan.SpeedTarget;
import socketlab.compare.plan.TargetSize;

/** Which targets were reached. */
public record TargetJudge(Judge judge, List<Skipped> skipped, Map<String, String> reasons) {
  public List<TargetResult> results(TargetSize size) {
    return results(size.targets());
  }

  /** In the order of the lines. */
  public List<TargetResult> results(List<SpeedTarget> lines) {
    return lines.stream().map(this::result).toList();
  }

  private TargetResult result(SpeedTarget target) {
    TurnSeries ours = judge.series(target.load().name(), target.ours(), 1, target.metric());
    TurnSeries theirs = judge.series(target.load().name(), target.peer(), 1, target.metric());
    if (ours.points().isEmpty()) {
      return notMeasured(target, target.ours());
    }
    if (!target.isRatio()) {
      Interval interval = Statistics.ofMedian(ours.values(), judge.seed());
      return result(target, interval.value(), null, interval, "");
    }
    return Statistics.ratio(ours, theirs, judge.seed())
        .map(
            interval ->
                result(
                    target,
                    Statistics.median(ours.values()),
                    Statistics.median(theirs.values()),
                    interval,
                    ""))
        .orElseGet(() -> notMeasured(target, target.peer()));
  }

  private TargetResult notMeasured(SpeedTarget target, String server) {
    String reason =
        reasons.getOrDefault(
            target.id(),
            skipped.stream()
                .filter(one -> one.name().startsWith(server))
                .map(one -> one.name() + ": " + one.reason())
                .findFirst()
                .orElse(server + " gave no figures"));
    return result(target, null, null, null, reason);
  }

  /**
   * @param interval null when nothing was measured, and then there is a reason
   */
  private static TargetResult result(
      SpeedTarget target, Double ours, Double theirs, Interval interval, String reason) {
    boolean isMeasured = interval != null;
    return new TargetResult(
        target.id(),
        target.load().summary(),
        target.load().connections(),
        target.ours(),
        target.peer(),
        target.metric().id(),
        target.isRatio() ? "ratio" : target.metric().unit(),
        target.must(),
        target.aim(),
        ours,
        theirs,
        isMeasured ? interval.value() : null,
        isMeasured ? interval.low() : null,
        isMeasured ? interval.high() : null,
        reached(target.must(), interval),
        reached(target.aim(), interval),
        reason);
  }

  private static Reached reached(Double bound, Interval interval) {
    return interval == null
        ? Reached.NOT_MEASURED
        : Reached.of(bound, interval.low(), interval.high());
  }
}
