// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import socketlab.linux.libc.SystemCall;

/** The size of a terminal's window, ioctl_tty(2). */
public final class WindowSize {
  /** The same on x86-64 and aarch64. */
  private static final long TIOCGWINSZ = 0x5413;

  /** struct winsize: rows, columns, and two that nobody fills, 16 bits each. */
  private static final int BYTES = 8;

  private static final int COLUMNS_AT = 2;

  private WindowSize() {}

  /**
   * Its columns.
   *
   * @param descriptor of a terminal
   * @return empty when it is none, or does not know
   */
  public static OptionalInt columns(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(BYTES, Short.BYTES);
      long failed = SystemCall.IOCTL.call(descriptor, TIOCGWINSZ, size.address());
      int columns = Short.toUnsignedInt(size.get(JAVA_SHORT, COLUMNS_AT));
      return failed < 0 || columns == 0 ? OptionalInt.empty() : OptionalInt.of(columns);
    }
  }
}
