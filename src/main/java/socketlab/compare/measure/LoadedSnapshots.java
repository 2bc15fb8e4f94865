// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import socketlab.compare.server.ServerSnapshot;
import socketlab.linux.process.ProcessUsage.ThreadUsage;

/**
 * What was seen of a server while it was loaded.
 *
 * @param snapshots none, one or two, the earlier first
 */
record LoadedSnapshots(List<ServerSnapshot> snapshots) {
  /** Of the process's CPU time, that threads which stayed must have used to speak for it. */
  private static final double SHARE = 0.9;

  /**
   * Of the looks those that certainly fell into the load. A generator starts it some time after its
   * own start, and ends some time after it: the load of a second by one that ran from 0 to 1.3 s
   * was there from 0.3 to 1 s, whatever it did before and after.
   */
  static LoadedSnapshots of(
      List<ServerSnapshot> taken, long beganNanos, long endedNanos, Duration load) {
    long from = endedNanos - beganNanos - load.toNanos();
    return new LoadedSnapshots(
        taken.stream()
            .filter(one -> one.beganNanos() - beganNanos >= from)
            .filter(one -> one.endedNanos() - beganNanos <= load.toNanos())
            .toList());
  }

  /** The later look. */
  Optional<ServerSnapshot> last() {
    return snapshots.isEmpty() ? Optional.empty() : Optional.of(snapshots.getLast());
  }

  /**
   * Context switches a second between the looks, of the threads that were there at both. Not told
   * where others did much of the work, as with one a connection that lasts for one request: the
   * kernel keeps nothing readable of those that ended but their CPU time.
   */
  OptionalDouble switchesASecond() {
    if (snapshots.size() < 2) {
      return OptionalDouble.empty();
    }
    ServerSnapshot first = snapshots.getFirst();
    ServerSnapshot last = snapshots.getLast();
    int stayed = 0;
    long switches = 0;
    long cpuNanos = 0;
    for (Map.Entry<Integer, ThreadUsage> thread : last.threads().entrySet()) {
      ThreadUsage before = first.threads().get(thread.getKey());
      ThreadUsage after = thread.getValue();
      // With fewer than before it is another thread, under a number that was free again.
      if (before != null && before.switches() <= after.switches()) {
        stayed++;
        switches += after.switches() - before.switches();
        cpuNanos += after.cpuNanos() - before.cpuNanos();
      }
    }
    double seconds = (last.beganNanos() - first.beganNanos()) / 1e9;
    boolean areAll =
        stayed * 2 >= last.threads().size()
            && cpuNanos >= SHARE * (last.cpuNanos() - first.cpuNanos());
    return areAll && seconds > 0 ? OptionalDouble.of(switches / seconds) : OptionalDouble.empty();
  }
}
