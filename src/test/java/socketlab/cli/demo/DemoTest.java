// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.net.Transport;
import socketlab.pattern.Patterns;

/**
 * Whatever two patterns a demo has, those wait whose requests run on the thread that sleeps, and
 * nobody else. By counts: nothing that they asked was run meanwhile, and of the others all.
 */
@Timeout(60)
class DemoTest {
  /** Few requests and a long sleep: a busy machine has ten times the time that it needs. */
  private static final DemoPlan PLAN =
      new DemoPlan(4, 8, 3, Duration.ofMillis(50), Duration.ofSeconds(4), Duration.ofSeconds(40));

  /** Of these no request ever waits for another. */
  private static final Set<String> NOBODY_WAITS =
      Set.of("message-balancing", "thread-per-connection", "virtual-threads");

  @ParameterizedTest
  @CsvSource({
    "single-thread, message-balancing",
    "reader-pool, thread-per-connection",
    "sharded, virtual-threads",
    "multi-acceptor, single-thread",
    "message-balancing, message-balancing"
  })
  void thoseWaitWhoseThreadSleepsAndNobodyElse(String first, String second) throws Exception {
    for (DemoState state : run(first, second, Transport.NIO)) {
      assertConsistent(state);
      switch (state.pattern()) {
        case "single-thread" -> assertEquals(PLAN.clients(), state.waited().size());
        // Dealt out in turn to four readers: the 4th and the 8th come after the blocked one.
        case "reader-pool" -> assertEquals(2, state.waited().size());
        case String pattern when NOBODY_WAITS.contains(pattern) ->
            assertEquals(List.of(), state.waited());
        default -> assertTrue(state.handlerThreads() > 1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"epoll", "io_uring"})
  void theTransportChangesNothing(String id) throws Exception {
    Transport transport = Transport.byId(id).orElseThrow();
    org.junit.jupiter.api.Assumptions.assumeTrue(transport.availability().isAvailable());
    List<DemoState> states = run("single-thread", "message-balancing", transport);
    states.forEach(DemoTest::assertConsistent);
    assertEquals(PLAN.clients(), states.getFirst().waited().size());
    assertEquals(List.of(), states.getLast().waited());
  }

  @Test
  void whatIsShownMeanwhileLeadsToWhatWasSeenAtTheEnd() throws Exception {
    List<List<DemoState>> shown = new CopyOnWriteArrayList<>();
    List<DemoState> end;
    try (DemoServer first = server("single-thread", Transport.NIO);
        DemoServer second = server("sharded", Transport.NIO)) {
      end = Demo.run(PLAN, List.of(first, second), shown::add);
    }
    List<DemoState> last = shown.getFirst();
    for (List<DemoState> next : shown) {
      for (int i = 0; i < next.size(); i++) {
        assertTrue(next.get(i).asked() >= last.get(i).asked());
        assertTrue(next.get(i).meanwhile() >= last.get(i).meanwhile());
        assertTrue(next.get(i).slept().compareTo(last.get(i).slept()) >= 0);
      }
      last = next;
    }
    assertTrue(end.getFirst().slept().compareTo(PLAN.sleep()) >= 0, end.toString());
  }

  private static void assertConsistent(DemoState state) {
    for (QuickClient.Seen client : state.clients()) {
      boolean sameThread = client.thread().equals(state.sleeper());
      assertEquals(sameThread, client.waited(), state.toString());
      assertEquals(sameThread ? 1 : PLAN.asks(), client.asked(), state.toString());
      assertEquals(sameThread ? 0 : PLAN.asks(), client.meanwhile(), state.toString());
    }
    String why = DemoText.explained(state);
    assertTrue(why.contains(state.name()) && why.contains(state.sleeper()), why);
    assertTrue(
        why.contains(state.waited().isEmpty() ? "no client waited" : state.waited().size() + " "),
        why);
  }

  private static List<DemoState> run(String first, String second, Transport transport)
      throws Exception {
    List<DemoState> states = new ArrayList<>();
    try (DemoServer one = server(first, transport);
        DemoServer other = server(second, transport)) {
      states.addAll(Demo.run(PLAN, List.of(one, other), _ -> {}));
    }
    return states;
  }

  private static DemoServer server(String pattern, Transport transport) throws Exception {
    return new DemoServer(
        pattern,
        Patterns.byId(pattern).orElseThrow(),
        transport,
        PLAN,
        problem -> System.err.println("problem: " + problem));
  }
}
