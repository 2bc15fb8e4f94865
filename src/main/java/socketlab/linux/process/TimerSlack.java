// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;
import socketlab.linux.libc.Platform;

/** How late the kernel may wake a thread whose time is over, prctl(2). */
public final class TimerSlack {

  private static final int PR_SET_TIMERSLACK = 29;

  /** 0 would be the 50 µs it began with. */
  private static final long LEAST_NANOS = 1;

  // int prctl(int, ...)
  private static final MethodHandle PRCTL =
      Libc.function(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));

  private TimerSlack() {}

  /**
   * Lets the kernel wake the calling platform thread when it asked to be, and not up to 50 µs later
   * to bundle wake-ups. Does nothing on another system than Linux.
   */
  public static void none() {
    if (!Platform.availability().isAvailable()) {
      return;
    }
    MemorySegment errno = Libc.errno();
    try {
      NativeException.check(
          "prctl(PR_SET_TIMERSLACK)",
          Libc.result((int) PRCTL.invokeExact(errno, PR_SET_TIMERSLACK, LEAST_NANOS), errno));
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }
}
