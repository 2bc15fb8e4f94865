// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import socketlab.linux.libc.NativeException;
import socketlab.linux.process.ProcessUsage;
import socketlab.linux.process.ProcessUsage.ThreadUsage;

/**
 * What a server has used up to one moment: its process and those that it has started.
 *
 * @param cpuNanos user and system
 * @param threads what each has used, by its kernel number
 * @param residentBytes in RAM
 */
record WatchedProcess(long cpuNanos, Map<Integer, ThreadUsage> threads, long residentBytes) {
  /**
   * Looks at it.
   *
   * @throws IllegalStateException in one line, when there is no such process, or it may not be
   *     looked at
   */
  static WatchedProcess of(long pid) {
    long cpuNanos = 0;
    long residentBytes = 0;
    Map<Integer, ThreadUsage> threads = new HashMap<>();
    for (long one : family(pid)) {
      try {
        cpuNanos += ProcessUsage.cpuNanos(one);
        threads.putAll(ProcessUsage.threadUsages(one));
        residentBytes += ProcessUsage.residentBytes(one);
      } catch (NativeException | UncheckedIOException e) {
        // A child may end meanwhile.
        if (one == pid) {
          throw new IllegalStateException(
              "the process " + pid + " cannot be watched: " + e.getMessage(), e);
        }
      }
    }
    return new WatchedProcess(cpuNanos, threads, residentBytes);
  }

  private static List<Long> family(long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return Stream.concat(
            Stream.of(pid),
            process.stream().flatMap(ProcessHandle::descendants).map(ProcessHandle::pid))
        .toList();
  }

  /** Context switches from that moment to this, of the threads that were there at both. */
  long switchesSince(WatchedProcess before) {
    return threads.entrySet().stream()
        .filter(thread -> before.threads.containsKey(thread.getKey()))
        .mapToLong(
            thread -> thread.getValue().switches() - before.threads.get(thread.getKey()).switches())
        .sum();
  }
}
