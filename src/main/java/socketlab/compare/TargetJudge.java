// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.util.List;
import java.util.Map;
import socketlab.compare.Statistics.Interval;
import socketlab.compare.data.Skipped;
import socketlab.compare.data.TargetResult;
import socketlab.compare.data.TargetResult.Reached;

/** Which targets were reached. */
record TargetJudge(Judge judge, List<Skipped> skipped, Map<String, String> reasons) {
  List<TargetResult> results(int idle) {
    return Targets.all(idle).stream().map(this::result).toList();
  }

  private TargetResult result(Target target) {
    double[] ours = judge.values(target.load().name(), target.ours(), 1, target.metric());
    double[] theirs = judge.values(target.load().name(), target.peer(), 1, target.metric());
    if (ours.length == 0 || target.isRatio() && theirs.length == 0) {
      return notMeasured(target, ours.length == 0 ? target.ours() : target.peer());
    }
    Interval interval =
        target.isRatio()
            ? Statistics.ratio(ours, theirs, judge.seed())
            : Statistics.ofMedian(ours, judge.seed());
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
        Statistics.median(ours),
        target.isRatio() ? Statistics.median(theirs) : null,
        interval.value(),
        interval.low(),
        interval.high(),
        Reached.of(target.must(), interval.low(), interval.high()),
        Reached.of(target.aim(), interval.low(), interval.high()),
        "");
  }

  private TargetResult notMeasured(Target target, String server) {
    String reason =
        reasons.getOrDefault(
            target.id(),
            skipped.stream()
                .filter(one -> one.name().startsWith(server))
                .map(one -> one.name() + ": " + one.reason())
                .findFirst()
                .orElse(server + " gave no figures"));
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
        null,
        null,
        null,
        null,
        null,
        Reached.NOT_MEASURED,
        Reached.NOT_MEASURED,
        reason);
  }
}
