// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http1.Http.get;
import static socketlab.protocol.http1.Http.post;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Session;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;

/** What a session says that it keeps, and what it does when there is no memory for it. */
@Timeout(20)
class KeptTest {
  private static final String HALF =
      Http.request("POST", "/echo", "HTTP/1.1", "Host: lab", "Content-Length: 100000")
          + "x".repeat(50_000);

  private final Workers workers = new Workers();
  private final Wire wire = Http.wire(Http::serve);
  private final Wire slow = Http.wire(Http::serve, workers);

  private static void assertBetween(int least, int most, Wire wire) {
    int kept = wire.conversation().kept();
    assertTrue(kept >= least && kept <= most, "kept " + kept);
  }

  @Test
  void anIdleOneKeepsNothing() {
    assertBetween(0, 0, wire);
    assertBetween(0, 0, wire.feed(get("/")));
    assertBetween(0, 0, wire.feed(post("/echo", "x".repeat(5000))));
  }

  @Test
  void halfAHead() {
    assertBetween(1000, 2100, wire.feed("GET /" + "x".repeat(1000)));
  }

  @Test
  void halfABody() {
    assertBetween(50_000, 100_100, wire.feed(HALF));
    assertBetween(0, 0, wire.feed("x".repeat(50_000)));
  }

  @Test
  void anAnnouncedBodyCostsWhatHasComeOfIt() {
    String large =
        Http.request("POST", "/echo", "HTTP/1.1", "Host: lab", "Content-Length: 1000000");
    assertBetween(1, 2048, wire.feed(large + "x"));
  }

  @Test
  void requestsThatAreWorkedOnAndAnswersThatWait() {
    slow.feed(get("/a") + post("/echo", "x".repeat(20_000)));
    assertBetween(20_000, 21_000, slow);
    workers.runLast();
    slow.turn();
    assertBetween(40_000, 42_000, slow);
    workers.runAll();
    slow.turn();
    assertBetween(0, 0, slow);
  }

  @Test
  void withoutMemoryABodyIsTurnedAway() {
    assertOverloaded(wire.feed(HALF).overload());
    assertOverloaded(Http.wire(Http::serve).feed("GET /" + "x".repeat(1000)).overload());
  }

  private static void assertOverloaded(Wire wire) {
    Answers.Answer answer = Answers.of(wire.received()).getFirst();
    assertEquals(503, answer.status());
    assertEquals("1", answer.fields().get("retry-after"));
    assertTrue(answer.closes());
    assertEquals(Session.State.TURNED_AWAY, wire.state());
    assertBetween(0, 2100, wire);
  }

  @Test
  void behindAnswersThatAreOwedAsWell() {
    slow.feed(get("/") + HALF).overload();
    assertEquals("", slow.received());
    workers.runAll();
    slow.turn();
    assertEquals(List.of(200, 503), Answers.statuses(slow.received()));
    assertEquals(Session.State.TURNED_AWAY, slow.state());
  }

  @Test
  void whoIsTurnedAwayAlreadyHearsNothingMore() {
    wire.feed("{").overload().overload();
    assertEquals(List.of(400), Answers.statuses(wire.received()));
  }
}
