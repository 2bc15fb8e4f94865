// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static socketlab.protocol.http1.Http.get;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Handlers;
import socketlab.protocol.Session.State;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Status;

/** A handler that fails is answered with 500, is told of, and harms no one else. */
@Timeout(20)
class FailingHandlerTest {
  private final List<Throwable> failures = new ArrayList<>();
  private final Error failure = new StackOverflowError("of the handler");

  @Test
  void beforeItWroteAnything() {
    Wire wire = wire((request, response) -> fail());
    assertEquals(List.of(200, 500, 200), three(wire));
    assertSame(failure, failures.getFirst());
    assertEquals(State.OPEN, wire.state());
  }

  @Test
  void afterItAnsweredWhatItWroteIsTakenBack() {
    Wire wire =
        wire(
            (request, response) -> {
              response.send(Status.OK, Http.bytes("half of the truth"));
              fail();
            });
    assertEquals(List.of(200, 500, 200), three(wire));
  }

  @Test
  void afterItBeganAStreamTheStreamIsEnded() {
    Pieces pieces = new Pieces("one");
    Wire wire =
        wire(
            (request, response) -> {
              response.stream(Status.OK, pieces);
              fail();
            });
    assertEquals(List.of(200, 500, 200), three(wire));
    assertEquals(0, pieces.asked);
    assertEquals(1, pieces.closed);
  }

  @Test
  void noAnswerIsAFailureToo() {
    Wire wire = wire((request, response) -> {});
    assertEquals(List.of(200, 500, 200), three(wire));
    assertEquals("the handler gave no answer", failures.getFirst().getMessage());
  }

  @Test
  void twoAnswersAreAFailureToo() {
    Wire wire =
        wire(
            (request, response) -> {
              response.send(Status.OK, new byte[0]);
              response.send(Status.OK, new byte[0]);
            });
    assertEquals(List.of(200, 500, 200), three(wire));
  }

  @Test
  void inAWorker() {
    Workers workers = new Workers();
    Wire wire = new Wire(config((request, response) -> fail()), workers).feed(get("/") + get("/"));
    workers.runAll();
    wire.turn();
    assertEquals(List.of(500, 500), Answers.statuses(wire.received()));
    assertEquals(List.of(failure, failure), failures);
    assertEquals(State.OPEN, wire.state());
  }

  @Test
  void itStillHeedsClose() {
    Wire wire = wire((request, response) -> fail()).feed(get("/fail", "Connection: close"));
    assertEquals(true, Answers.of(wire.received()).getFirst().closes());
    assertEquals(State.OVER, wire.state());
  }

  private void fail() {
    throw failure;
  }

  private List<Integer> three(Wire wire) {
    return Answers.statuses(wire.feed(get("/") + get("/fail") + get("/")).received());
  }

  private Wire wire(HttpHandler failing) {
    HttpHandler handler =
        (request, response) -> {
          if (request.path().equals("/fail")) {
            failing.handle(request, response);
          } else {
            Http.serve(request, response);
          }
        };
    return new Wire(config(handler), Handlers.IN_PLACE);
  }

  private SessionFactory config(HttpHandler handler) {
    return Http.config(handler, HttpLimits.DEFAULT, failures::add);
  }
}
