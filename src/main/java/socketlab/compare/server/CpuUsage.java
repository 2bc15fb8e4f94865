// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.IOException;
import java.util.List;
import socketlab.linux.process.ProcessUsage;
import socketlab.linux.process.ProcessUsage.CpuSplit;

/**
 * What a server has used since it started, all its processes together, with their threads that have
 * ended.
 *
 * @param cpuNanos user and system
 * @param userMicros in ticks of 10 ms
 * @param systemMicros likewise
 */
public record CpuUsage(long cpuNanos, long userMicros, long systemMicros) {
  /**
   * Looks at it.
   *
   * @throws IOException in one line, when it has ended
   */
  public static CpuUsage of(ServerProcess server) throws IOException {
    List<CpuSplit> splits = server.ofEach(ProcessUsage::cpuSplit);
    return new CpuUsage(
        server.ofEach(ProcessUsage::cpuNanos).stream().mapToLong(nanos -> nanos).sum(),
        splits.stream().mapToLong(CpuSplit::userMicros).sum(),
        splits.stream().mapToLong(CpuSplit::systemMicros).sum());
  }
}
