// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http1.Http.get;
import static socketlab.protocol.http1.Http.post;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Output;
import socketlab.protocol.Session.State;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** Several requests before the first answer: the answers keep the order of the requests. */
@Timeout(20)
class PipeliningTest {
  private final Workers workers = new Workers();

  @Test
  void nothingLeavesBeforeTheFirstAnswer() {
    Wire wire = Http.wire(PipeliningTest::path, workers).feed(get("/a") + get("/b") + get("/c"));
    assertEquals(3, workers.waiting());
    workers.runLast();
    workers.runLast();
    wire.turn();
    assertEquals("", wire.received());
    workers.run(0);
    wire.turn();
    assertEquals(List.of("/a", "/b", "/c"), Answers.bodies(wire.received()));
  }

  @Test
  void anyOrderOfFinishingGivesTheSameBytes() {
    Random random = new Random(7);
    String requests = String.join("", IntStream.range(0, 20).mapToObj(i -> get("/" + i)).toList());
    String inOrder = Http.wire(PipeliningTest::path).feed(requests).received();
    for (int round = 0; round < 100; round++) {
      Wire wire = Http.wire(PipeliningTest::path, workers).feed(requests);
      while (workers.waiting() > 0) {
        workers.run(random.nextInt(workers.waiting()));
        if (random.nextBoolean()) {
          wire.turn();
        }
      }
      wire.turn();
      assertEquals(inOrder, wire.received());
      assertEquals(State.OPEN, wire.state());
    }
  }

  @Test
  void aRequestThatIsRefusedWaitsForTheAnswersBeforeIt() {
    Wire wire = Http.wire(PipeliningTest::path, workers).feed(get("/a") + "x\r\n\r\n" + get("/b"));
    assertEquals("", wire.received());
    assertEquals(State.OPEN, wire.state());
    workers.runAll();
    wire.turn();
    assertEquals(List.of(200, 400), Answers.statuses(wire.received()));
    assertEquals(State.TURNED_AWAY, wire.state());
  }

  @Test
  void noMoreAreTakenThanTheLimitSays() {
    HttpLimits limits = new HttpLimits(1024, 1024, 3);
    Wire wire = new Wire(Http.config(PipeliningTest::path, limits), workers);
    wire.feed(get("/a") + get("/b") + get("/c") + get("/d"));
    assertEquals(3, workers.waiting());
    assertEquals(get("/d").length(), wire.pending());
    workers.run(1);
    wire.turn();
    assertEquals(2, workers.waiting(), "the second answer is ready, and the first is still owed");
    workers.run(0);
    wire.turn();
    assertEquals(2, workers.waiting());
    assertEquals(0, wire.pending());
  }

  @Test
  void largeBodiesCountForWhatTheyHold() {
    String body = "x".repeat(40_000);
    Wire wire = Http.wire(Http::serve, workers);
    for (int i = 0; i < 50; i++) {
      wire.feed(post("/echo", body));
    }
    assertEquals(2, workers.waiting(), "the second one reaches the high-water mark");
    assertEquals(State.OPEN, wire.state());
    int answered = 0;
    for (; workers.waiting() > 0; answered++) {
      workers.run(0);
      wire.turn();
      assertTrue(workers.waiting() <= 2);
    }
    assertEquals(50, answered);
    assertEquals(Collections.nCopies(50, body), Answers.bodies(wire.received()));
    assertTrue(wire.mostHeld() < Output.HIGH_WATER + 41_000);
  }

  @Test
  void aCopyOfTheRequestIsWhatTheWorkerSees() {
    List<String> seen = new ArrayList<>();
    Wire wire =
        Http.wire(
            (request, response) -> {
              seen.add(
                  request.path()
                      + ' '
                      + request.query("q")
                      + ' '
                      + request.field("x")
                      + ' '
                      + new String(request.body(), request.bodyOffset(), request.bodyLength()));
              response.send(Status.OK, request.body(), request.bodyOffset(), request.bodyLength());
            },
            workers);
    String first = "POST /a?q=1 HTTP/1.1\r\nHost: lab\r\nX: one\r\nContent-Length: 3\r\n\r\nabc";
    String second = "POST /bb?q=22 HTTP/1.1\r\nHost: lab\r\nX: two\r\nContent-Length: 2\r\n\r\nde";
    wire.feed(first + second);
    workers.runAll();
    assertEquals(List.of("/a 1 one abc", "/bb 22 two de"), seen);
  }

  @Test
  void aConnectionThatEndsTakesNothingBehindItsLastRequest() {
    Wire wire = Http.wire(PipeliningTest::path, workers);
    wire.feed(get("/a", "Connection: close") + get("/b"));
    assertEquals(1, workers.waiting());
    assertEquals(State.OPEN, wire.state());
    workers.runAll();
    wire.turn();
    assertEquals(List.of("/a"), Answers.bodies(wire.received()));
    assertEquals(State.OVER, wire.state());
  }

  @Test
  void messagesTakenAreCounted() {
    Wire wire = Http.wire(PipeliningTest::path).feed(get("/a") + get("/b") + get("/c"));
    assertEquals(3, wire.taken());
    assertEquals(0, wire.taken());
  }

  private static void path(Request request, Response response) {
    response.send(Status.OK, Http.bytes(request.path()));
  }
}
