// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import socketlab.cli.text.Micros;

/**
 * What is to be seen of the servers, a row each. On a terminal the rows are drawn over again; else
 * they are printed once a second.
 *
 * <p>Thread contract: one thread.
 */
final class DemoTable implements Consumer<List<DemoState>> {
  private static final String HEAD = "%-25s %6s %7s %10s %9s %14s%n";
  private static final String ROW = "%-25s %4s s %7d %10d %s %14s";

  /** The end of a row, and what stood behind it (console_codes(4)). */
  private static final String CLEAR_LINE = "\033[K";

  /** A line that is longer than the terminal is wide is cut, for else the rows would move. */
  private static final String CUT = "\033[?7l";

  private static final String WRAP = "\033[?7h";
  private static final String RED = "\033[31m";
  private static final String GREEN = "\033[32m";
  private static final String PLAIN = "\033[0m";

  private final PrintWriter out;
  private final boolean live;
  private final boolean colour;
  private final long lastSecond;
  private long secondsShown;
  private boolean drawn;

  /**
   * @param plan that is shown; its last second is that of the end
   * @param live whether it is drawn over again, in a terminal
   * @param colour whether those who wait are red
   */
  DemoTable(DemoPlan plan, PrintWriter out, boolean live, boolean colour) {
    lastSecond = plan.sleep().toSeconds();
    this.out = out;
    this.live = live;
    this.colour = colour;
  }

  void head() {
    out.printf(HEAD, "server", "slept", "asked", "answered", "waiting", "longest wait");
    out.flush();
  }

  /** What there is to see now. */
  @Override
  public void accept(List<DemoState> states) {
    long seconds = states.getFirst().slept().toSeconds();
    if (live) {
      draw(states);
    } else if (seconds > secondsShown && seconds < lastSecond) {
      secondsShown = seconds;
      print(states);
    }
  }

  /** What there was to see at the end. */
  void end(List<DemoState> states) {
    if (live) {
      draw(states);
    } else {
      print(states);
    }
  }

  private void print(List<DemoState> states) {
    states.forEach(state -> out.println(row(state)));
    out.flush();
  }

  /** In one write, so that no half of it is seen. */
  private void draw(List<DemoState> states) {
    StringBuilder frame = new StringBuilder(CUT);
    if (drawn) {
      frame.append("\033[").append(states.size()).append('A');
    }
    for (DemoState state : states) {
      frame.append('\r').append(row(state)).append(CLEAR_LINE).append('\n');
    }
    out.print(frame.append(WRAP));
    out.flush();
    drawn = true;
  }

  private String row(DemoState state) {
    int waiting = state.waited().size();
    String count = String.format("%9s", waiting + " of " + state.clients().size());
    return String.format(
        Locale.ROOT,
        ROW,
        state.name(),
        seconds(state.slept()),
        state.asked(),
        state.meanwhile(),
        colour ? (waiting > 0 ? RED : GREEN) + count + PLAIN : count,
        Micros.text(state.longest().toNanos()));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1e3);
  }
}
