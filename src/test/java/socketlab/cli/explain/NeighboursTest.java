// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.compare.plan.Workloads;
import socketlab.experiment.Experiments;
import socketlab.net.Transport;

/** Whoever reads one thing finds the next: no link is dead, and nothing is without a link. */
@Timeout(60)
class NeighboursTest {
  private static final List<Entry> ALL = Entries.all();

  static Stream<Entry> all() {
    return ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void eachNamesItsNeighboursAndNoneIsDead(Entry entry) {
    assertFalse(entry.seeAlso().isEmpty(), entry.name() + " leads nowhere");
    Set<String> seen = new HashSet<>();
    for (String name : entry.seeAlso()) {
      assertTrue(seen.add(name), name + " stands twice");
      assertFalse(
          entry.names().contains(name) && entries(name) == 1, entry.name() + " leads to itself");
      // The options are looked up by ExplainTest, which has the commands.
      assertTrue(name.startsWith("--") || entries(name) > 0, entry.name() + " leads to " + name);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void noneIsAnOrphan(Entry entry) {
    assertTrue(
        ALL.stream()
            .filter(other -> other != entry)
            .anyMatch(other -> other.seeAlso().stream().anyMatch(entry::isCalled)),
        "nothing leads to " + entry.name());
  }

  @Test
  void whatBecomesOfTheConnectionBeyondIsNamed() {
    List<String> next =
        Arrays.asList(Experiments.byId("backlog-plus-one").orElseThrow().claim().seeAlso());
    assertTrue(
        next.containsAll(List.of("syn-staircase", "ghost-connections", "overflow")),
        next.toString());
  }

  @Test
  void noTwoEntriesOfOneKindHaveOneName() {
    Set<String> names = new HashSet<>();
    for (Entry entry : ALL) {
      for (String name : entry.names()) {
        assertTrue(names.add(entry.kind() + name.toLowerCase()), name + " stands twice");
      }
    }
  }

  @Test
  void transportsAndWorkloadsAreWords() {
    Stream.concat(Arrays.stream(Transport.values()).map(Transport::id), Workloads.names().stream())
        .forEach(name -> assertTrue(entries(name) > 0, name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHARDED",
        "Little",
        "little's law",
        "tcp_nodelay",
        "SO_REUSEPORT",
        "uring",
        "blocking",
        "accept4",
        "epoll_wait",
        "io_uring_enter",
        "accept  queue",
        "TCP_DEFER_ACCEPT",
        "SYN_SENT"
      })
  void namesAreFoundInAnyCase(String name) {
    assertTrue(entries(name) > 0, name);
  }

  @Test
  void aGlossaryEntryKnowsItsNamesAndNeighbours() {
    Glossary glossary =
        Glossary.parse(
            """
            # Glossary

            Words.

            ## loop, event loop

            A thread.

            Two `lines`.

            See also: net.core.somaxconn, a b.

            # Others

            ## a

            Text.
            """);
    assertEquals(
        List.of(
            new Glossary.Term(
                List.of("loop", "event loop"),
                "A thread.\n\nTwo `lines`.",
                List.of("net.core.somaxconn", "a b")),
            new Glossary.Term(List.of("a"), "Text.", List.of())),
        glossary.terms());
  }

  private static long entries(String name) {
    return ALL.stream().filter(entry -> entry.isCalled(name)).count();
  }
}
