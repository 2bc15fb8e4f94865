// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.communication;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import socketlab.cli.term.Wrap;
import socketlab.cli.text.RecordedRuns;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.InFigures;

/** The lesson on a terminal, with what the recorded experiments saw. */
public final class CommunicationText {
  /** Where the text beside a title begins. */
  private static final int COLUMN = 9;

  private final int width;
  private final RecordedRuns recorded = new RecordedRuns();

  /**
   * @param width of the terminal, in columns
   */
  public CommunicationText(int width) {
    this.width = width;
  }

  /** As {@code lab explain} prints it. */
  public String of(CommunicationPattern pattern) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.println(pattern.id() + ": " + pattern.sketch());
    out.println();
    out.println(pattern.picture());
    out.println();
    prose(out, "Wire", pattern.wire());
    prose(out, "Server", pattern.server());
    prose(out, "When", pattern.use());
    prose(out, "Fails", pattern.fails());
    for (String id : pattern.measured()) {
      prose(out, "Seen", seen(Experiments.byId(id).orElseThrow()));
    }
    lines(out, "Try", pattern.tryIt());
    lines(out, "Read", pattern.source());
    return text.toString();
  }

  /** What the last recorded run of an experiment saw, in its own figures. */
  private String seen(Experiment experiment) {
    List<String> told = InFigures.tell(experiment, recorded.of(experiment.id()).observation());
    return String.join(" ", told)
        + " (lab run "
        + experiment.id()
        + ", recorded in bench-results/experiments)";
  }

  private void prose(PrintWriter out, String title, String text) {
    out.println(Wrap.row(0, title, COLUMN, text, width));
  }

  /** As they are, because somebody will copy them. */
  private static void lines(PrintWriter out, String title, String text) {
    out.printf("%-8s %s%n", title, text.replace("\n", "\n" + " ".repeat(COLUMN)));
  }
}
