// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;
import socketlab.linux.poll.Poll;
import socketlab.linux.socket.Sockets;

/**
 * Waits for a process that need not be a child to end, pidfd_open(2), Linux 5.3. ({@link
 * ProcessHandle#onExit} looks for such a one every few seconds.)
 */
public final class ProcessEnd {

  /** The same number on every architecture, as of all calls since 5.1. */
  private static final long PIDFD_OPEN = 434;

  // long syscall(long, ...)
  private static final MethodHandle SYSCALL =
      Libc.function(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(1));

  private ProcessEnd() {}

  /**
   * Returns when the process has ended, at once if there is none.
   *
   * @throws NativeException ENOSYS on an older kernel
   */
  public static void await(long pid) {
    int descriptor = open((int) pid);
    if (descriptor == -Errno.ESRCH.number()) {
      return;
    }
    NativeException.check("pidfd_open", descriptor);
    try (Poll poll = new Poll(descriptor)) {
      do {
        poll.await(-1);
      } while (!poll.isReady(0));
    } finally {
      Sockets.close(descriptor);
    }
  }

  private static int open(int pid) {
    MemorySegment errno = Libc.errno();
    try {
      return (int) Libc.result((long) SYSCALL.invokeExact(errno, PIDFD_OPEN, pid, 0), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }
}
