// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.io.PrintStream;
import java.time.Duration;

/** Says in lines what is being done, and how long the rest will take. */
final class Progress {
  private final PrintStream out;
  private final double planned;
  private final long began = System.nanoTime();
  private double done;

  /**
   * @param plannedSeconds of load; what it takes beside that is learnt on the way
   */
  Progress(PrintStream out, double plannedSeconds) {
    this.out = out;
    this.planned = plannedSeconds;
  }

  /** Says how long it will take, about. */
  void begin(int rounds, int roundSeconds) {
    say(
        "about %s: every server has %d rounds of %d s under each of its workloads"
            .formatted(text(Duration.ofSeconds(Math.round(planned))), rounds, roundSeconds));
  }

  /** So much of what was planned is over. */
  void done(double plannedSeconds, String line) {
    done = Math.min(planned, done + plannedSeconds);
    double passed = (System.nanoTime() - began) / 1e9;
    long left = done == 0 ? 0 : Math.round(passed / done * (planned - done));
    say(line + ", " + text(Duration.ofSeconds(left)) + " left");
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  static String text(Duration time) {
    return time.toMinutes() > 0
        ? time.toMinutes() + "m" + time.toSecondsPart() + "s"
        : time.toSeconds() + "s";
  }
}
