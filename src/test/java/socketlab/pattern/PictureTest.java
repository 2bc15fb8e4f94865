// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.net.Transport;
import socketlab.protocol.echo.EchoSession;

/** The picture of a server that runs draws as many loops, readers or workers as it has. */
@Timeout(60)
class PictureTest {
  /** The patterns with any number of threads, and what they are called. */
  private static final Map<String, String> ROLES =
      Map.of(
          "reader-pool", "reader",
          "message-balancing", "worker",
          "multi-acceptor", "loop",
          "sharded", "loop");

  static List<Pattern> patterns() {
    return Patterns.all();
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void withThreeThreadsItIsThatOfTheLesson(Pattern pattern) {
    assertEquals(pattern.lesson().picture(), drawn(pattern, 3));
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void itDrawsAsManyAsThereAreEachBelowItsArrow(Pattern pattern) {
    String role = ROLES.get(pattern.id());
    for (int count = 1; count <= 4; count++) {
      String picture = drawn(pattern, count);
      if (role == null) {
        assertEquals(pattern.lesson().picture(), picture);
        continue;
      }
      assertEquals(List.of(0, 1, 2, 3).subList(0, count), numbers(role, picture), picture);
      assertAligned(role, picture);
    }
  }

  @ParameterizedTest
  @CsvSource({"reader-pool,5", "message-balancing,9", "multi-acceptor,64", "sharded,128"})
  void ofManyItDrawsTheFirstTwoAndTheLast(String id, int count) {
    Pattern pattern = Patterns.byId(id).orElseThrow();
    String role = ROLES.get(id);
    String picture = drawn(pattern, count);
    assertEquals(List.of(0, 1, count - 1), numbers(role, picture), picture);
    assertTrue(row(role, picture).contains("…"), picture);
    assertAligned(role, picture);
  }

  @Test
  void twoOfThreeColumns() {
    assertEquals(
        """
        clients ──SYN──▶ [ accept queue ] ──accept──▶ acceptor 0
                                              ┌───────────┘  hand-off: each connection to one reader
                                              ├──────────────┐
                                              ▼              ▼
                                          reader 0       reader 1
        clients ◀──requests, answers──▶    its own        its own
        """,
        drawn(new ReaderPool(), 2));
  }

  @Test
  void oneColumnIsALine() {
    String picture = drawn(new MessageBalancing(), 1);
    assertFalse(picture.contains("├"), picture);
    assertTrue(picture.contains("└──────────────────┘\n"), picture);
  }

  @ParameterizedTest
  @CsvSource({"sharded,2", "multi-acceptor,3", "reader-pool,1", "message-balancing,4"})
  void aServerShowsItsOwn(String id, int count) throws Exception {
    ServerConfig config =
        ServerConfig.of(Patterns.byId(id).orElseThrow(), Transport.NIO)
            .listenOnLoopback(_ -> peer -> new EchoSession(peer, 1_000_000_000L))
            .threads(count)
            .workers(count)
            .build();
    try (Server server = Server.start(config)) {
      assertEquals(List.of(0, 1, 2, 3).subList(0, count), numbers(ROLES.get(id), server.picture()));
    }
  }

  private static String drawn(Pattern pattern, int count) {
    String role = ROLES.getOrDefault(pattern.id(), "reader");
    return Picture.of(pattern.lesson().picture(), asked -> asked.equals(role) ? count : 0);
  }

  private static String row(String role, String picture) {
    return picture
        .lines()
        .filter(line -> line.contains(role + " 0") && !line.contains("─ loop 0 ─"))
        .findFirst()
        .orElseThrow();
  }

  private static List<Integer> numbers(String role, String picture) {
    return numbered(role, picture).stream().map(found -> Integer.valueOf(found.group(1))).toList();
  }

  private static List<MatchResult> numbered(String role, String picture) {
    return java.util.regex.Pattern.compile(role + " (\\d+)")
        .matcher(row(role, picture))
        .results()
        .toList();
  }

  /** In the row above each name stands its arrow. */
  private static void assertAligned(String role, String picture) {
    List<String> rows = picture.lines().toList();
    String arrows = rows.get(rows.indexOf(row(role, picture)) - 1);
    for (MatchResult found : numbered(role, picture)) {
      String above = arrows.substring(found.start(), Math.min(found.end(), arrows.length()));
      assertTrue(above.contains("▼"), picture);
    }
  }
}
