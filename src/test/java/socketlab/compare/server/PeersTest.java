// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.compare.data.Load;
import socketlab.compare.load.Answering;
import socketlab.compare.plan.Workloads;
import socketlab.net.Transport;

/** Every other server that this machine can run answers every workload it takes part in. */
@Timeout(60)
class PeersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** They keep a connection whose request says that it is the last, and are skipped there. */
  private static final Set<String> KEEPING = Set.of("microhttp", "helidon");

  static Stream<String> names() {
    return Peers.names().stream()
        .filter(name -> !name.equals("nginx") || Program.find("nginx").isPresent())
        .filter(
            name -> !name.equals("netty-uring") || Transport.IO_URING.availability().isAvailable());
  }

  @ParameterizedTest
  @MethodSource("names")
  void itAnswersAsItShould(String name) throws Exception {
    Candidate peer = Peers.byName(name).orElseThrow();
    assertEquals(Optional.empty(), peer.missing());
    List<Load> loads =
        Workloads.all(1).stream().filter(load -> peer.cannot(load).isEmpty()).toList();
    assertEquals(3, loads.size(), loads::toString);
    try (ServerProcess server = peer.start(Candidate.Setting.of(1))) {
      for (Load load : loads) {
        boolean keeps = load.newConnection() && KEEPING.contains(name);
        assertEquals(
            keeps
                ? Optional.of("keeps a connection open whose request says Connection: close")
                : Optional.empty(),
            Answering.fault(server.address(), load, keeps ? Duration.ofSeconds(2) : PATIENCE),
            load.name());
      }
    }
  }
}
