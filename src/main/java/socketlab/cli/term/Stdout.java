// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Standard output, whose failures end the command. The JDK's own swallows them, and what was lost
 * looks like success.
 *
 * <p>Thread contract: as that of the stream that it writes to.
 */
public final class Stdout extends OutputStream {
  private final OutputStream out;

  Stdout(OutputStream out) {
    this.out = out;
  }

  /** Puts it in place of {@link System#out}. */
  public static void install() {
    System.setOut(printing(new FileOutputStream(FileDescriptor.out)));
  }

  static PrintStream printing(OutputStream out) {
    return new PrintStream(new BufferedOutputStream(new Stdout(out)), true, System.out.charset());
  }

  /**
   * {@inheritDoc}
   *
   * @throws OutputGone when it cannot be written
   */
  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  /**
   * {@inheritDoc}
   *
   * @throws OutputGone when they cannot be written
   */
  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (EarlyEnd.isUnderWay()) {
      return;
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw new OutputGone(String.valueOf(e.getMessage()));
    }
  }
}
