// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.app.Protocol;
import socketlab.cli.name.Names;
import socketlab.compare.data.Load;
import socketlab.compare.load.Generator;
import socketlab.compare.peer.Peers;
import socketlab.compare.plan.Workloads;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.load.plan.Arrivals;
import socketlab.net.Transport;
import socketlab.pattern.Balance;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** A name is found in capitals too, wherever one is given. */
@Timeout(60)
class NameCaseTest {
  @Test
  void ofEveryPatternExperimentTransportAndProtocol() {
    for (Pattern pattern : Patterns.all()) {
      assertSame(pattern, Patterns.byId(capitals(pattern.id())).orElseThrow());
    }
    for (Experiment experiment : Experiments.all()) {
      assertSame(experiment, Experiments.byId(capitals(experiment.id())).orElseThrow());
    }
    for (Transport transport : Transport.values()) {
      assertSame(transport, Transport.byId(capitals(transport.id())).orElseThrow());
    }
    for (Protocol protocol : Protocol.values()) {
      assertSame(protocol, Protocol.byId(capitals(protocol.id())).orElseThrow());
    }
  }

  @Test
  void ofWhatACampaignIsMadeOf() {
    for (String name : Workloads.names()) {
      assertEquals(name, new Names.ToWorkload().convert(capitals(name)));
      assertEquals(Optional.of(name), Workloads.byName(capitals(name), 1).map(Load::name));
    }
    for (String name : Peers.allNames()) {
      assertEquals(name, new Names.ToPeer().convert(capitals(name)).name());
    }
    for (Generator generator : Generator.all()) {
      assertEquals(
          generator.name(), new Names.ToGenerator().convert(capitals(generator.name())).name());
    }
  }

  @Test
  void ofBalancesAndArrivals() throws Exception {
    assertSame(Balance.LEAST_CONNECTIONS, new Names.ToBalance().convert("Least-Connections"));
    for (Arrivals arrivals : Arrivals.values()) {
      assertSame(arrivals, new Names.ToArrivals().convert(capitals(arrivals.id())));
    }
  }

  private static String capitals(String name) {
    return name.toUpperCase(Locale.ROOT);
  }
}
