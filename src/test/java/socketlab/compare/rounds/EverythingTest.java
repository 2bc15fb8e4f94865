// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.load.Generator;
import socketlab.compare.peer.Candidates;
import socketlab.compare.peer.Peers;
import socketlab.compare.plan.Everything;
import socketlab.compare.plan.Plan;
import socketlab.compare.server.Candidate;
import socketlab.net.Transport;
import socketlab.pattern.Patterns;

@Timeout(60)
class EverythingTest {
  @Test
  void everyPatternOnEveryTransportMeetsEveryOtherServer() {
    List<String> all = names(Everything.works().getFirst());
    assertTrue(all.containsAll(Peers.names()), all.toString());
    for (var pattern : Patterns.all()) {
      for (Transport transport : Transport.values()) {
        assertEquals(pattern.runsOn(transport), all.contains(pattern.id() + "/" + transport.id()));
      }
    }
  }

  /** Two CPUs and the defaults of the command; what it really takes is not asserted. */
  @Test
  void itIsPlannedForLessThanAnHour() {
    Plan plan =
        new Plan("t", "", Everything.works(), 9, 1, 10, 1, "nginx", Generator.all(), true, 1);
    double minutes = Measurement.plannedSeconds(plan) / 60;
    assertTrue(minutes > 10 && minutes < 60, minutes + " minutes");
  }

  @Test
  void aPatternGoesOnWithTheTransportThatCostItLeast() {
    List<Candidate> candidates =
        Stream.of("sharded/nio", "sharded/epoll", "sharded/io_uring", "nginx", "microhttp")
            .map(Candidates::byName)
            .toList();
    List<Sample> measured =
        List.of(
            sample("sharded/nio", 6),
            sample("sharded/epoll", 5),
            sample("sharded/io_uring", 5.5),
            sample("nginx", 4));
    assertEquals(
        List.of("sharded/epoll", "nginx", "microhttp"),
        BestTransport.among(candidates, measured).stream().map(Candidate::name).toList());
    assertEquals("sharded/nio", BestTransport.among(candidates, List.of()).getFirst().name());
    assertFalse(Everything.works().getFirst().bestTransports());
  }

  private static List<String> names(Plan.Work work) {
    return work.candidates().stream().map(Candidate::name).toList();
  }

  private static Sample sample(String server, double cpu) {
    return new Sample(
        "plaintext",
        server,
        1,
        Sample.Phase.SATURATION,
        1,
        1,
        1,
        1,
        0,
        Map.of(Metric.CPU.id(), cpu));
  }
}
