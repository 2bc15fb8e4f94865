// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;

/**
 * Turns this process into another program, execve(2): the JVM ends, and process id, terminal, open
 * standard streams, working directory and environment go on. So nobody has to pass on what is typed
 * or signalled, or an exit code.
 */
public final class Exec {

  private static final int SIG_UNBLOCK = 1;

  /** sigset_t of glibc: 1024 bits; signal n is bit n - 1. */
  private static final int SIGSET_SIZE = 128;

  private static final long SIGQUIT_BIT = 1 << 2;

  private static final MethodHandle EXECVP =
      Libc.function("execvp", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

  private static final MethodHandle SIGMASK =
      Libc.function("pthread_sigmask", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  /** The same number on every architecture. */
  private static final long CLOSE_RANGE = 436;

  private static final int CLOSE_RANGE_CLOEXEC = 4;

  // long syscall(long, ...)
  private static final MethodHandle SYSCALL =
      Libc.function(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(1));

  private Exec() {}

  /**
   * Becomes the command. Returns never: no shutdown hook runs and nothing is flushed, so flush
   * before. Of the descriptors only the standard streams go on.
   *
   * @param command a program, looked for in PATH, and its arguments
   * @throws NativeException ENOENT when there is no such program, EACCES when it may not be run;
   *     the JVM goes on then
   */
  public static void become(List<String> command) {
    try (Arena arena = Arena.ofConfined()) {
      // The last element stays NULL.
      MemorySegment arguments = arena.allocate(ADDRESS, command.size() + 1L);
      for (int i = 0; i < command.size(); i++) {
        arguments.setAtIndex(ADDRESS, i, arena.allocateFrom(command.get(i)));
      }
      // Handlers do not survive, blocked signals do; a Java thread leaves SIGQUIT to another.
      MemorySegment quit = arena.allocate(SIGSET_SIZE, Long.BYTES);
      quit.set(JAVA_LONG, 0, SIGQUIT_BIT);
      MemorySegment errno = Libc.errno();
      int _ = (int) SIGMASK.invokeExact(errno, SIG_UNBLOCK, quit, MemorySegment.NULL);
      // The JVM leaves its jars open to whom it becomes; close_range(2), Linux 5.11.
      long _ = (long) SYSCALL.invokeExact(errno, CLOSE_RANGE, 3, -1, CLOSE_RANGE_CLOEXEC);
      int failed =
          Libc.result(
              (int) EXECVP.invokeExact(errno, arguments.getAtIndex(ADDRESS, 0), arguments), errno);
      throw new NativeException("execvp(" + command.getFirst() + ")", -failed);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }
}
