// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.ToLongFunction;
import socketlab.linux.NativeException;
import socketlab.linux.ProcessUsage;

/**
 * What a server has used since it started, all its processes together.
 *
 * @param cpuNanos user and system
 * @param userMicros in ticks of 10 ms
 * @param systemMicros likewise
 * @param switches of context, voluntary and involuntary, of the threads that are there now
 * @param residentBytes in RAM now
 * @param threads now
 */
public record Usage(
    long cpuNanos,
    long userMicros,
    long systemMicros,
    long switches,
    long residentBytes,
    int threads) {
  public static Usage of(ServerProcess server) {
    List<Long> pids = server.pids();
    return new Usage(
        sum(pids, ProcessUsage::cpuNanos),
        sum(pids, pid -> ProcessUsage.cpuSplit(pid).userMicros()),
        sum(pids, pid -> ProcessUsage.cpuSplit(pid).systemMicros()),
        sum(pids, ProcessUsage::contextSwitches),
        sum(pids, ProcessUsage::residentBytes),
        Math.toIntExact(sum(pids, ProcessUsage::threads)));
  }

  /** A child may end meanwhile, and is then none of them. */
  private static long sum(List<Long> pids, ToLongFunction<Long> what) {
    long sum = 0;
    for (long pid : pids) {
      try {
        sum += what.applyAsLong(pid);
      } catch (NativeException | UncheckedIOException e) {
        if (pid == pids.getFirst()) {
          throw e;
        }
      }
    }
    return sum;
  }
}
