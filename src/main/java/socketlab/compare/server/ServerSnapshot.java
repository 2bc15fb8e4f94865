// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import socketlab.linux.process.ProcessUsage;
import socketlab.linux.process.ProcessUsage.ThreadUsage;

/**
 * What a server is at one moment, all its processes together.
 *
 * @param beganNanos by {@link System#nanoTime}, when the look at it began
 * @param endedNanos likewise, when it had been taken
 * @param threads what each has used so far, by its kernel number
 * @param cpuNanos used so far, by threads that have ended too
 * @param residentBytes in RAM
 */
public record ServerSnapshot(
    long beganNanos,
    long endedNanos,
    Map<Integer, ThreadUsage> threads,
    long cpuNanos,
    long residentBytes) {
  /**
   * Takes one. It costs two small files a thread, and the page tables' walk.
   *
   * @throws IOException in one line, when the server has ended
   */
  public static ServerSnapshot of(ServerProcess server) throws IOException {
    long began = System.nanoTime();
    long cpuNanos = CpuUsage.of(server).cpuNanos();
    Map<Integer, ThreadUsage> threads = new HashMap<>();
    // A thread's number is its own among all processes.
    server.ofEach(ProcessUsage::threadUsages).forEach(threads::putAll);
    long resident = residentBytes(server);
    return new ServerSnapshot(began, System.nanoTime(), threads, cpuNanos, resident);
  }

  /**
   * What is in RAM, alone.
   *
   * @throws IOException in one line, when the server has ended
   */
  public static long residentBytes(ServerProcess server) throws IOException {
    return server.ofEach(ProcessUsage::residentBytes).stream().mapToLong(bytes -> bytes).sum();
  }
}
