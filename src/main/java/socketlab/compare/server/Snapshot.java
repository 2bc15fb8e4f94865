// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import socketlab.linux.ProcessUsage;

/**
 * What a server is at one moment, all its processes together.
 *
 * @param beganNanos by {@link System#nanoTime}, when the look at it began
 * @param endedNanos likewise, when it had been taken
 * @param switches of context so far, of each thread by its kernel number
 * @param residentBytes in RAM
 */
public record Snapshot(
    long beganNanos, long endedNanos, Map<Integer, Long> switches, long residentBytes) {
  /**
   * Takes one. It costs a small file a thread, and the page tables' walk.
   *
   * @throws IOException in one line, when the server has ended
   */
  public static Snapshot of(ServerProcess server) throws IOException {
    long began = System.nanoTime();
    Map<Integer, Long> switches = new HashMap<>();
    // A thread's number is its own among all processes.
    server.ofEach(ProcessUsage::switchesByThread).forEach(switches::putAll);
    long resident = residentBytes(server);
    return new Snapshot(began, System.nanoTime(), switches, resident);
  }

  /**
   * What is in RAM, alone.
   *
   * @throws IOException in one line, when the server has ended
   */
  public static long residentBytes(ServerProcess server) throws IOException {
    return server.ofEach(ProcessUsage::residentBytes).stream().mapToLong(bytes -> bytes).sum();
  }

  public int threads() {
    return switches.size();
  }
}
