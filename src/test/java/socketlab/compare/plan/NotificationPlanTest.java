// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.Metric;
import socketlab.compare.peer.Peers;

/** The notification table: what is measured, and which limits it has. */
@Timeout(20)
class NotificationPlanTest {
  private static NotificationPlan plan(boolean few) {
    return new NotificationPlan(
        List.of(NotificationWay.values()),
        List.of(10, 1000, 5000),
        List.of(Peers.byName("nchan").orElseThrow()),
        5,
        3,
        few);
  }

  @Test
  void everyWayIsMeasuredWithEveryNumberOfClients() {
    List<Plan.Work> works = plan(false).works();
    assertEquals(15, works.stream().map(work -> work.load().name()).distinct().count());
    for (Plan.Work work : works) {
      assertEquals(5, work.candidates().size());
      assertEquals(work.load(), plan(false).way(work.load()).load(work.load().connections()));
    }
    assertEquals(2, plan(true).works().getFirst().candidates().size());
  }

  @Test
  void streamsOfManyClientsHaveLimitsInCpuAndMemory() {
    List<SpeedTarget> limited =
        plan(false).targets().stream().filter(target -> target.must() != null).toList();
    assertEquals(
        List.of("events-1000", "events-5000", "socket-1000", "socket-5000"),
        limited.stream().map(target -> target.load().name()).distinct().sorted().toList());
    // Two servers, CPU and memory, in each of the four.
    assertEquals(16, limited.size());
    for (SpeedTarget target : limited) {
      assertEquals("nchan", target.peer());
      assertEquals(1.0, target.must());
      assertEquals(target.metric() == Metric.DELIVERY_CPU ? 0.7 : null, target.aim());
    }
    List<String> ids = plan(false).targets().stream().map(SpeedTarget::id).toList();
    assertEquals(ids.size(), new HashSet<>(ids).size(), ids::toString);
  }

  @Test
  void aPollOfOursSaysFromWhereAndTheOtherServersDoesNot() {
    assertEquals("/topics/t?from=7&wait=30", NotificationWay.LONG_POLL.path("t", true, 7));
    assertEquals("/topics/t", NotificationWay.LONG_POLL.path("t", false, 7));
    assertEquals("/topics/t?from=7", NotificationWay.POLL_1S.path("t", true, 7));
    assertEquals("/topics/t/poll", NotificationWay.POLL_1S.path("t", false, 7));
    assertEquals(
        "poll-1s,poll-5s,long-poll,events,socket",
        List.of(NotificationWay.values()).stream()
            .map(NotificationWay::id)
            .collect(Collectors.joining(",")));
    assertTrue(NotificationWay.byId("sockets").isEmpty());
  }
}
