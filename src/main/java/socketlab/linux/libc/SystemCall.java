// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The system calls that every loop begins with, by their numbers, syscall(2): all arguments as
 * words, so that one shape serves them all. To link a shape takes some 5 ms, at every start, since
 * the ahead-of-time cache does not hold what the linker makes. By number a call also does without
 * libc's cancellation points, which in a process of many threads cost two atomic operations.
 *
 * <p>Numbers are those of arch/x86/entry/syscalls/syscall_64.tbl and of
 * include/uapi/asm-generic/unistd.h, which aarch64 has.
 */
public enum SystemCall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  MMAP(9, 222),
  MUNMAP(11, 215),
  IOCTL(16, 29),
  /** On aarch64 there is only epoll_pwait, whose further argument is then empty. */
  EPOLL_WAIT(232, 22),
  EPOLL_CTL(233, 21),
  ACCEPT4(288, 242),
  EVENTFD2(290, 19),
  EPOLL_CREATE1(291, 20),
  IO_URING_SETUP(425, 425),
  IO_URING_ENTER(426, 426),
  IO_URING_REGISTER(427, 427),
  EPOLL_PWAIT2(441, 441);

  // long syscall(long, ...), called as if it had seven arguments: they are in the same places, and
  // what a variadic call has more, the number of its floating-point arguments, syscall does not
  // use.
  private static final MethodHandle SYSCALL =
      Libc.function(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG));

  private final long number;

  SystemCall(long x86, long others) {
    number = isX86() ? x86 : others;
  }

  /** A constant's constructor runs before the class has its other fields. */
  private static boolean isX86() {
    return Platform.availability().isAvailable() && Platform.arch() == Arch.X86_64;
  }

  /**
   * Calls it. What an address stands for has to outlive the call: memory of an arena that the
   * caller closes, or of one that it still uses afterwards.
   *
   * @return what the call returned, or minus errno
   */
  public long call(long a, long b, long c, long d, long e, long f) {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result((long) SYSCALL.invokeExact(errno, number, a, b, c, d, e, f), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** The same, with fewer arguments. */
  public long call(long a) {
    return call(a, 0, 0, 0, 0, 0);
  }

  /** The same, with fewer arguments. */
  public long call(long a, long b, long c) {
    return call(a, b, c, 0, 0, 0);
  }
}
