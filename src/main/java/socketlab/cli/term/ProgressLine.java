// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import java.io.PrintWriter;
import java.util.function.LongSupplier;
import socketlab.compare.progress.Narrator;

/**
 * What is being done, on stderr: on a terminal in one line that is written over, and elsewhere in a
 * line now and then, for a log. Thread-safe.
 */
public final class ProgressLine implements Narrator, AutoCloseable {
  private static final String CLEAR = "\r\033[K";

  /** Between two passing lines that nothing writes over. */
  private static final long SELDOM_NANOS = 10_000_000_000L;

  private final PrintWriter err;
  private final boolean canOverwrite;
  private final int width;
  private final LongSupplier nanoTime;
  private boolean isShown;
  private boolean isFirst = true;
  private long last;

  /**
   * @param err takes the lines
   */
  public ProgressLine(Terminal terminal, PrintWriter err) {
    this(terminal, err, System::nanoTime);
  }

  ProgressLine(Terminal terminal, PrintWriter err, LongSupplier nanoTime) {
    this.err = err;
    this.canOverwrite = terminal.canOverwrite();
    this.width = terminal.width();
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void passing(String line) {
    if (canOverwrite) {
      // In the last column some terminals begin a new line.
      String fitting = Wrap.width(line) < width ? line : cut(line);
      err.print(CLEAR + fitting);
      err.flush();
      isShown = true;
    } else if (isFirst || nanoTime.getAsLong() - last >= SELDOM_NANOS) {
      err.println(line);
      err.flush();
      isFirst = false;
      last = nanoTime.getAsLong();
    }
  }

  private String cut(String line) {
    return line.substring(0, line.offsetByCodePoints(0, width - 2)) + "…";
  }

  @Override
  public synchronized void lasting(String line) {
    clear();
    err.println(line);
    err.flush();
  }

  /** Takes the line away, for what is printed next. */
  public synchronized void clear() {
    if (isShown) {
      err.print(CLEAR);
      err.flush();
      isShown = false;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
