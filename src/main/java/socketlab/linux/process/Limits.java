// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import java.util.List;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Proc;

/**
 * A resource limit of this process, getrlimit(2).
 *
 * @param soft what is enforced now; {@link #UNLIMITED} for none
 * @param hard how far the process may raise it by itself
 */
public record Limits(long soft, long hard) {

  public static final long UNLIMITED = Long.MAX_VALUE;

  /**
   * RLIMIT_NOFILE: one more than the highest descriptor that the process may hold. The JVM raises
   * its soft limit to the hard one when it starts, unless told {@code -XX:-MaxFDLimit}.
   */
  public static Limits openFiles() {
    return parse(Proc.lines("/proc/self/limits"), "Max open files");
  }

  /** Whether this process may hold so many descriptors at once. */
  public static Availability forOpenFiles(int wanted) {
    long limit = openFiles().hard();
    return limit < wanted
        ? Availability.no(
            "the limit of open files is %d; raise it: ulimit -Hn %d".formatted(limit, wanted))
        : Availability.yes();
  }

  /**
   * RLIMIT_NPROC: threads of this process's user, all processes together; nothing to a privileged
   * one.
   */
  public static Limits userThreads() {
    return parse(Proc.lines("/proc/self/limits"), "Max processes");
  }

  /** {@code Max open files 1024 524288 files}. */
  static Limits parse(List<String> lines, String name) {
    String line = lines.stream().filter(l -> l.startsWith(name + " ")).findFirst().orElseThrow();
    String[] columns = line.substring(name.length()).strip().split(" +");
    return new Limits(number(columns[0]), number(columns[1]));
  }

  private static long number(String column) {
    return column.equals("unlimited") ? UNLIMITED : Long.parseLong(column);
  }
}
