// SPDX-License-Identifier: Apache-2.0
package socketlab.load.proof;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import socketlab.linux.process.CpuTicks;
import socketlab.load.LoadResult;

/**
 * What else a machine did while something was measured on it, by what was measured: time that its
 * hypervisor took, and time that the generator itself was late. The load average is a hint only: it
 * counts this process too.
 *
 * @param stolenShare of all CPUs' time, from 0 to 1; empty where the kernel does not tell
 * @param waitedShare of the time in which a load thread was ready to run and had no CPU, from 0 to
 *     1
 * @param lateNanos P99 of how late the generator sent what found a free connection
 * @param loadAverage of the last minute; negative where the system does not tell
 */
public record Disturbance(
    OptionalDouble stolenShare, double waitedShare, double lateNanos, double loadAverage) {
  /** Each of these alone can put a quantile off by more than the proof allows. */
  private static final double MUCH_STOLEN = 0.01;

  private static final double MUCH_WAITED = 0.03;
  private static final double VERY_LATE_NANOS = 2e6;

  static Disturbance during(
      LoadResult result, Optional<CpuTicks> before, Optional<CpuTicks> after) {
    return new Disturbance(
        before.isPresent() && after.isPresent()
            ? OptionalDouble.of(after.get().stolenSince(before.get()))
            : OptionalDouble.empty(),
        result.waitedShare(),
        result.sentBehind().getValueAtPercentile(99),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** Whether what was measured speaks of a busy machine. */
  public boolean isBusy() {
    return stolenShare.orElse(0) > MUCH_STOLEN
        || waitedShare > MUCH_WAITED
        || lateNanos > VERY_LATE_NANOS;
  }

  /** A clause that says whether the machine was busy, with the figures. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(isBusy() ? "the machine was busy: " : "the machine was not busy: ");
    stolenShare.ifPresent(
        share -> text.append(format("its hypervisor took %.1f %% of the CPU time, ", 100 * share)));
    text.append(
        format(
            "the generator waited for a CPU %.1f %% of the time and sent 1 %% of its requests more"
                + " than %.1f ms late",
            100 * waitedShare, lateNanos / 1e6));
    if (loadAverage >= 0) {
      text.append(format(" (load average %.1f)", loadAverage));
    }
    return text.toString();
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
