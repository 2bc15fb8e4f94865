// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.ServerProcess;

@Timeout(60)
class JavaPeerTest {
  private static final String FLAG = "-Dio.netty.leakDetection.level=disabled";

  @Test
  void nettyDoesNotLookForLostBuffersAndTheRecordSaysSo() throws Exception {
    Candidate netty = Peers.byName("netty-nio").orElseThrow();
    Candidate.Setting setting = Candidate.Setting.of(1);
    try (ServerProcess server = netty.start(setting)) {
      List<String> running =
          List.of(Files.readString(Path.of("/proc/" + server.pid() + "/cmdline")).split("\0"));
      assertTrue(running.contains(FLAG), running::toString);
      String told = netty.describe(server, setting).command();
      assertTrue(told.contains(FLAG), told);
    }
  }
}
