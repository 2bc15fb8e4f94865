// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import socketlab.compare.judge.Statistics;
import socketlab.linux.process.CpuTicks;

/** How much of the machine its hypervisor gave to others while turns were taken. */
public final class StolenTime {
  private final List<Double> shares = new ArrayList<>();

  /** Reads the CPU counters before and after a turn. */
  public <T> T during(RepeatableTurn<T> turn) throws IOException, InterruptedException {
    Optional<CpuTicks> before = CpuTicks.now();
    T made = turn.make();
    Optional<CpuTicks> after = CpuTicks.now();
    if (before.isPresent() && after.isPresent()) {
      add(after.get().stolenSince(before.get()));
    }
    return made;
  }

  /**
   * A turn's.
   *
   * @param share from 0 to 1
   */
  void add(double share) {
    shares.add(share);
  }

  /** What was seen; empty when nothing was stolen, or nobody tells. */
  public Optional<String> sentence(String workload) {
    double[] all = shares.stream().mapToDouble(Double::doubleValue).toArray();
    double worst = Arrays.stream(all).max().orElse(0);
    if (worst == 0) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: the hypervisor gave others %.1f %% of this machine's CPUs in the median turn, and"
                + " %.1f %% in the worst of %d.",
            workload,
            100 * Statistics.median(all),
            100 * worst,
            shares.size()));
  }
}
