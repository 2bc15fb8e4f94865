// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import java.time.Duration;
import java.util.List;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.run.Runner;

/** How long experiments take, by what their claims say, and how much of it is left. */
public final class RunTime {
  private final String what;
  private final Duration all;

  /**
   * @param experiments that are run
   * @param times how often each
   */
  public RunTime(List<Experiment> experiments, int times) {
    what =
        experiments.size() == 1 ? experiments.getFirst().id() : experiments.size() + " experiments";
    double seconds = 0;
    for (Experiment experiment : experiments) {
      Claim claim = experiment.claim();
      // Those that wait do so side by side, as far as there are others to wait with.
      int beside =
          claim.cost() == Cost.WAITS
              ? Math.min(Runner.SIDE_BY_SIDE, times * experiments.size())
              : 1;
      seconds += (double) times * claim.seconds() / beside;
    }
    all = Duration.ofSeconds(Math.max(1, Math.round(seconds)));
  }

  /** In words, about. */
  public String text() {
    return text(all);
  }

  /** What to say while they run, after so much time. */
  public String after(Duration passed) {
    Duration left = all.minus(passed);
    return "running "
        + what
        + ": "
        + text(passed)
        + (left.toSeconds() > 0
            ? ", about " + text(left) + " left"
            : ", should be over at any time");
  }

  private static String text(Duration time) {
    return time.toMinutes() > 0
        ? time.toMinutes() + "m" + time.toSecondsPart() + "s"
        : time.toSeconds() + "s";
  }
}
