// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import java.util.Optional;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Proc;

/**
 * The system call in which a thread sleeps: {@code /proc/PID/task/TID/syscall},
 * proc_pid_syscall(5).
 *
 * @param number of the call, which differs between architectures
 * @param firstArgument of most calls that wait, the descriptor they wait for
 */
public record SleepingCall(long number, long firstArgument) {

  /**
   * Of a thread of this process; empty while it runs, or sleeps elsewhere than in a call, as in a
   * page fault.
   *
   * @param tid the kernel's number
   * @throws java.io.UncheckedIOException when it has ended, or the kernel does not tell
   */
  public static Optional<SleepingCall> of(int tid) {
    return parse(Proc.lines("/proc/self/task/" + tid + "/syscall").getFirst());
  }

  /** Available where the kernel tells: CONFIG_HAVE_ARCH_TRACEHOOK. */
  public static Availability availability() {
    return Proc.isReadable("/proc/self/syscall")
        ? Availability.yes()
        : Availability.no(
            "this kernel does not show in which system call a thread sleeps; use another kernel");
  }

  /** {@code running}, {@code -1 SP PC}, or the number and six arguments in hexadecimal, SP, PC. */
  static Optional<SleepingCall> parse(String line) {
    String[] fields = line.split(" ");
    if (fields.length < 4) {
      return Optional.empty();
    }
    return Optional.of(
        new SleepingCall(
            Long.parseLong(fields[0]), Long.parseUnsignedLong(fields[1].substring(2), 16)));
  }
}
