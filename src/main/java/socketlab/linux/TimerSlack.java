// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** How late the kernel may wake a thread whose time is over, prctl(2). */
public final class TimerSlack {

  private static final int PR_SET_TIMERSLACK = 29;

  // int prctl(int, ...)
  private static final MethodHandle PRCTL =
      Libc.function(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));

  private TimerSlack() {}

  /**
   * Sets the calling platform thread's; it begins with 50 µs, so that wake-ups can be bundled.
   *
   * @param nanos at least 1, for as exact as can be
   */
  public static void set(long nanos) {
    MemorySegment errno = Libc.errno();
    try {
      NativeException.check(
          "prctl(PR_SET_TIMERSLACK)",
          Libc.result((int) PRCTL.invokeExact(errno, PR_SET_TIMERSLACK, nanos), errno));
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }
}
