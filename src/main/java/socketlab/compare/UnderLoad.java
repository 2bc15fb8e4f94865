// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import socketlab.compare.server.Snapshot;

/**
 * What was seen of a server while it was loaded.
 *
 * @param snapshots none, one or two, the earlier first
 */
record UnderLoad(List<Snapshot> snapshots) {
  /**
   * Of the looks those that certainly fell into the load. A generator starts it some time after its
   * own start, and ends some time after it: the load of a second by one that ran from 0 to 1.3 s
   * was there from 0.3 to 1 s, whatever it did before and after.
   */
  static UnderLoad of(List<Snapshot> taken, long beganNanos, long endedNanos, Duration load) {
    long from = endedNanos - beganNanos - load.toNanos();
    return new UnderLoad(
        taken.stream()
            .filter(one -> one.beganNanos() - beganNanos >= from)
            .filter(one -> one.endedNanos() - beganNanos <= load.toNanos())
            .toList());
  }

  /** The later look. */
  Optional<Snapshot> last() {
    return snapshots.isEmpty() ? Optional.empty() : Optional.of(snapshots.getLast());
  }

  /**
   * Context switches a second between the looks, of the threads that were there at both. Not told
   * where most threads are new, as with one a connection that lasts for one request: the kernel
   * keeps nothing readable of those that ended.
   */
  OptionalDouble switchesASecond() {
    if (snapshots.size() < 2) {
      return OptionalDouble.empty();
    }
    Snapshot first = snapshots.getFirst();
    Snapshot last = snapshots.getLast();
    int stayed = 0;
    long sum = 0;
    for (Map.Entry<Integer, Long> thread : last.switches().entrySet()) {
      Long before = first.switches().get(thread.getKey());
      // With fewer than before it is another thread, under a number that was free again.
      if (before != null && before <= thread.getValue()) {
        stayed++;
        sum += thread.getValue() - before;
      }
    }
    double seconds = (last.beganNanos() - first.beganNanos()) / 1e9;
    return stayed * 2 < last.threads() || seconds <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sum / seconds);
  }
}
