// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http1.Http.get;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Session;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * The workers' queue is full: the request is kept, and nothing more is taken until there is room.
 */
@Timeout(20)
class FullWorkersTest {
  private final Workers workers = new Workers(1);
  private final List<String> handled = new ArrayList<>();

  /** Says its path; {@code /glance} needs no worker. */
  private final class Paths implements HttpHandler {
    @Override
    public boolean needsWorker(Request request) {
      return !request.isPath(Http.bytes("/glance"));
    }

    @Override
    public void handle(Request request, Response response) {
      handled.add(request.path());
      response.send(Status.OK, Http.bytes(request.path()));
    }
  }

  private Wire wire() {
    return Http.wire(new Paths(), workers);
  }

  @Test
  void aRequestThatFindsNoRoomWaitsAndNothingIsTakenBehindIt() {
    Wire wire = wire().feed(get("/a") + get("/b") + get("/c"));
    assertEquals(1, workers.waiting());
    assertEquals(List.of(), handled, "never in the connection's thread");
    assertFalse(wire.wantsInput());
    assertFalse(wire.wantsDrain(), "it waits for the workers, and would spin for the output");
    assertEquals(get("/c").length(), wire.pending());
    int before = workers.refused();
    wire.turn();
    assertEquals(before, workers.refused(), "it does not ask again and again");
    workers.run(0);
    wire.turn();
    assertEquals(1, workers.waiting(), "the second one has its turn");
    workers.run(0);
    wire.turn();
    workers.run(0);
    wire.turn();
    assertEquals(List.of("/a", "/b", "/c"), Answers.bodies(wire.received()));
    assertTrue(wire.wantsInput());
  }

  @Test
  void anotherConnectionsRequestThatNeedsNoWorkerIsAnswered() {
    Wire busy = wire().feed(get("/a") + get("/b"));
    Wire other = wire().feed(get("/glance"));
    assertEquals(List.of("/glance"), Answers.bodies(other.received()));
    assertEquals("", busy.received());
    Wire behind = wire().feed(get("/c")).feed(get("/glance"));
    assertEquals("", behind.received(), "answers keep their order");
    for (int turns = 0; turns < 10; turns++) {
      workers.runAll();
      busy.turn();
      behind.turn();
    }
    assertEquals(List.of("/c", "/glance"), Answers.bodies(behind.received()));
  }

  @Test
  void whoHasEndedMeanwhileGetsItsAnswer() {
    wire().feed(get("/x"));
    Wire wire = wire().feed(get("/a")).end();
    assertEquals(Session.State.OPEN, wire.state());
    workers.run(0);
    wire.turn();
    workers.run(0);
    wire.turn();
    assertEquals(List.of("/a"), Answers.bodies(wire.received()));
    assertEquals(Session.State.OVER, wire.state());
  }

  @Test
  void theStopFinishesWhatHasBegun() {
    wire().feed(get("/x"));
    Wire wire = wire().feed(get("/a")).stop();
    workers.run(0);
    wire.turn();
    workers.run(0);
    wire.turn();
    assertEquals(List.of("/a"), Answers.bodies(wire.received()));
    assertEquals(Session.State.OVER, wire.state());
  }

  @Test
  void whoIsGoneIsNotWorkedFor() {
    wire().feed(get("/x"));
    Wire wire = wire().feed(get("/a"));
    wire.close();
    workers.run(0);
    assertEquals(0, workers.waiting());
    assertEquals(List.of("/x"), handled);
  }

  @Test
  void whenThereIsNoMemoryForItIsTurnedAway() {
    wire().feed(get("/x"));
    Wire wire = wire().feed(get("/a") + get("/b")).overload();
    Answers.Answer answer = Answers.of(wire.received()).getFirst();
    assertEquals(503, answer.status());
    assertEquals("1", answer.fields().get("retry-after"));
    assertEquals(Session.State.TURNED_AWAY, wire.state());
    workers.runAll();
    wire.turn();
    assertEquals(List.of("/x"), handled);
  }

  @Test
  void aStreamedRequestWaitsAsWell() {
    Workers one = new Workers(1);
    Wire other = Http.wire(Http::serve, one).feed(get("/"));
    HttpHandler streams =
        new HttpHandler() {
          @Override
          public boolean streamsBody(Request head) {
            return true;
          }

          @Override
          public void handle(Request request, Response response) {
            handled.add(request.path());
            response.send(Status.FORBIDDEN);
          }
        };
    Wire wire = Http.wire(streams, one);
    String post = Http.request("POST", "/up", "HTTP/1.1", "Host: lab", "Content-Length: 10");
    wire.feed(post + "hello");
    assertEquals(1, one.refused());
    assertEquals(5, wire.pending());
    assertFalse(wire.wantsInput());
    one.run(0);
    other.turn();
    wire.turn();
    one.run(0);
    wire.turn();
    assertEquals(List.of(403), Answers.statuses(wire.received()));
    assertEquals(List.of("/up"), handled);

    Wire cut = Http.wire(streams, new Workers(0)).feed(post + "hello").overload();
    assertEquals(List.of(503), Answers.statuses(cut.received()));
    assertEquals(Session.State.TURNED_AWAY, cut.state());
  }
}
