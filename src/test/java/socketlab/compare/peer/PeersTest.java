// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.load.Answering;
import socketlab.compare.plan.Workloads;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.Program;
import socketlab.compare.server.ServerProcess;
import socketlab.net.Transport;

/** Every other server that this machine can run answers every workload it takes part in. */
@Timeout(60)
class PeersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** They keep a connection whose request says that it is the last, and are skipped there. */
  private static final Set<String> KEEPING = Set.of("microhttp", "helidon");

  /** Of those that speak more than HTTP/1.1 in clear. */
  private static final Map<String, Set<LoadProtocol>> PROTOCOLS =
      Map.of(
          "nginx",
          Set.of(LoadProtocol.HTTP1, LoadProtocol.HTTP1_TLS, LoadProtocol.HTTP2),
          "netty-nio",
          Set.of(LoadProtocol.HTTP1, LoadProtocol.HTTP2),
          "netty-epoll",
          Set.of(LoadProtocol.HTTP1, LoadProtocol.HTTP2),
          "netty-uring",
          Set.of(LoadProtocol.HTTP1, LoadProtocol.HTTP2));

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
    Map<LoadProtocol, List<Load>> loads =
        Workloads.all(1).stream()
            .filter(load -> peer.cannot(load).isEmpty())
            .collect(Collectors.groupingBy(Load::protocol));
    assertEquals(3, loads.get(LoadProtocol.HTTP1).size(), loads::toString);
    assertEquals(PROTOCOLS.getOrDefault(name, Set.of(LoadProtocol.HTTP1)), loads.keySet());
    for (Map.Entry<LoadProtocol, List<Load>> entry : loads.entrySet()) {
      everyOne(peer, entry.getKey(), entry.getValue());
    }
  }

  private static void everyOne(Candidate peer, LoadProtocol protocol, List<Load> loads)
      throws Exception {
    String name = peer.name();
    Candidate.Setting setting = new Candidate.Setting(1, 1, protocol, List.of());
    try (ServerProcess server = peer.start(setting)) {
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
