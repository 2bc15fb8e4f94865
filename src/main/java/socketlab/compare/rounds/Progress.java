// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.time.Duration;
import java.util.function.LongSupplier;
import socketlab.compare.progress.Narrator;

/** Says in lines what is being done, and how long the rest will take. */
final class Progress {
  /** Before this share is done, starts and warm-ups make the pace look like anything. */
  private static final double LEARNT = 0.2;

  private final Narrator out;
  private final double planned;
  private final LongSupplier nanoTime;
  private final long began;
  private double done;

  /**
   * @param plannedSeconds of load; what it takes beside that is learnt on the way
   */
  Progress(Narrator out, double plannedSeconds) {
    this(out, plannedSeconds, System::nanoTime);
  }

  Progress(Narrator out, double plannedSeconds, LongSupplier nanoTime) {
    this.out = out;
    this.planned = plannedSeconds;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
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
    double passed = (nanoTime.getAsLong() - began) / 1e9;
    double pace = done < LEARNT * planned ? 1 : passed / done;
    long left = Math.round(pace * (planned - done));
    out.passing(line + ", " + text(Duration.ofSeconds(left)) + " left");
  }

  void say(String line) {
    out.lasting(line);
  }

  static String text(Duration time) {
    return time.toMinutes() > 0
        ? time.toMinutes() + "m" + time.toSecondsPart() + "s"
        : time.toSeconds() + "s";
  }
}
