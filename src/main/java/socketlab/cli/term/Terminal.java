// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import socketlab.linux.libc.Platform;
import socketlab.linux.process.WindowSize;

/**
 * What stdout and stderr are connected to.
 *
 * @param environment COLUMNS, NO_COLOR (no-color.org) and TERM are looked at
 * @param out whether stdout is a terminal
 * @param err whether stderr is one
 * @param columns of the terminal, where it tells them
 */
public record Terminal(
    Map<String, String> environment, boolean out, boolean err, OptionalInt columns) {
  /** What terminals have been since the VT100, and what fits on a page. */
  private static final int USUAL_WIDTH = 80;

  /** Below this, columns beside each other cannot be read. */
  private static final int LEAST_WIDTH = 40;

  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  /** As this process was started. */
  public static Terminal here() {
    boolean out = isTerminal(STDOUT);
    boolean err = isTerminal(STDERR);
    return new Terminal(System.getenv(), out, err, asked(out ? STDOUT : err ? STDERR : -1));
  }

  /** Columns to write in: as COLUMNS says, or else the terminal, or else 80. */
  public int width() {
    String columns = environment.getOrDefault("COLUMNS", "");
    int width =
        columns.matches("[1-9][0-9]{0,4}")
            ? Integer.parseInt(columns)
            : this.columns.orElse(USUAL_WIDTH);
    return Math.max(LEAST_WIDTH, width);
  }

  /** Whether colours may be written to stdout. */
  public boolean isColoured() {
    return out && environment.getOrDefault("NO_COLOR", "").isEmpty() && !isDumb();
  }

  /** Whether lines on stdout can be drawn over again. */
  public boolean canRedraw() {
    return out && !isDumb();
  }

  /** Whether a line on stderr can be written over. */
  public boolean canOverwrite() {
    return err && !isDumb();
  }

  private boolean isDumb() {
    return environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  private static OptionalInt asked(int descriptor) {
    if (descriptor < 0 || System.getenv("COLUMNS") != null) {
      return OptionalInt.empty();
    }
    return Platform.availability().isAvailable()
        ? WindowSize.columns(descriptor)
        : OptionalInt.empty();
  }

  /** Read from /proc: the JDK tells only of stdin and stdout together. */
  private static boolean isTerminal(int descriptor) {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return file.startsWith("/dev/pts/")
          || file.startsWith("/dev/tty")
          || file.equals("/dev/console");
    } catch (IOException e) {
      return System.console() != null && System.console().isTerminal();
    }
  }
}
