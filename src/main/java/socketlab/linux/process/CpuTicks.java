// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import java.util.Arrays;
import java.util.Optional;
import socketlab.linux.libc.Proc;

/**
 * The time of all CPUs since the machine started, in ticks: the first line of {@code /proc/stat},
 * proc_stat(5).
 *
 * @param stolen in which the hypervisor ran something else, though this machine had work
 */
public record CpuTicks(long all, long stolen) {
  private static final String FILE = "/proc/stat";

  /** {@code cpu user nice system idle iowait irq softirq steal …}; guests are in user already. */
  private static final int STEAL = 8;

  /** Now; empty where the kernel does not tell. */
  public static Optional<CpuTicks> now() {
    return Proc.isReadable(FILE) ? of(Proc.lines(FILE).getFirst()) : Optional.empty();
  }

  static Optional<CpuTicks> of(String line) {
    String[] fields = line.split(" +");
    if (fields.length <= STEAL) {
      return Optional.empty();
    }
    long all = Arrays.stream(fields, 1, STEAL + 1).mapToLong(Long::parseLong).sum();
    return Optional.of(new CpuTicks(all, Long.parseLong(fields[STEAL])));
  }

  /** The stolen part of the time since then, from 0 to 1; 0 when none has passed. */
  public double stolenSince(CpuTicks before) {
    return all == before.all ? 0 : (stolen - before.stolen) / (double) (all - before.all);
  }
}
