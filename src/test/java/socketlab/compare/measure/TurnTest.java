// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.load.Generator;
import socketlab.compare.load.LabLoad;
import socketlab.compare.plan.Workloads;
import socketlab.compare.server.LabServer;
import socketlab.compare.server.ServerProcess;

@Timeout(180)
class TurnTest {
  private static final int CONNECTIONS = 64;
  private static final int TRIES = 5;

  /** Once the connections are closed, so are these threads. */
  @Test
  void aThreadAConnectionIsCountedWhileThereAreConnections() throws Exception {
    Load load = Workloads.byName("plaintext", CONNECTIONS).orElseThrow();
    try (ServerProcess server = LabServer.serve(1, "--pattern=thread-per-connection")) {
      Turn turn = turn(server, load);
      double connections = turn.values().get(Metric.CONNECTIONS.id());
      assertTrue(connections < 1, connections + " connections/thread");
      // Every thread waits for its next request: it is the connections' threads that switch.
      double switches = turn.values().get(Metric.SWITCHES.id());
      assertTrue(switches > 0.01, switches + " switches/request");
      // At full speed a latency is of what the server let the generator offer.
      assertFalse(turn.values().containsKey(Metric.P99.id()), turn.values()::toString);
    }
  }

  /** On a busy machine both looks at the server may miss the load, and then nothing is told. */
  private static Turn turn(ServerProcess server, Load load) throws Exception {
    Turn turn;
    int tries = 0;
    do {
      turn =
          Turn.atFullSpeed(
              server, true, new LabLoad(), Generator.Task.of(load, server.address(), 6, 1));
    } while (!turn.values().containsKey(Metric.SWITCHES.id()) && ++tries < TRIES);
    return turn;
  }
}
