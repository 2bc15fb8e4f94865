// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static socketlab.protocol.http1.Http.get;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.Session.State;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** Answers that a handler leaves to someone else, who has them when the test says so. */
@Timeout(20)
class PostponedAnswerTest {
  /** Where the handler ran that postponed. */
  enum Where {
    IN_PLACE,
    BY_WORKERS;

    Handlers handlers() {
      return this == IN_PLACE ? Handlers.IN_PLACE : Workers.AT_ONCE;
    }
  }

  private final List<Response> postponed = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void answersLeaveInOrderHoweverTheyComeBack(Where where) {
    Wire wire = wire(this::postpone, where).feed(get("/a") + get("/b") + get("/c"));
    assertEquals(State.OPEN, wire.state());
    postponed.get(2).send(Status.OK, Http.bytes("third"));
    postponed.get(1).send(Status.OK, Http.bytes("second"));
    wire.turn();
    assertEquals("", wire.received());
    postponed.get(0).send(Status.OK, Http.bytes("first"));
    wire.turn();
    assertEquals(List.of("first", "second", "third"), Answers.bodies(wire.received()));
    assertEquals(State.OPEN, wire.state());
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerAtOnceWaitsBehindOneThatIsPostponed(Where where) {
    HttpHandler firstLater =
        (request, response) -> {
          if (request.path().equals("/later")) {
            postpone(request, response);
          } else {
            response.send(Status.OK, Http.bytes("at once"));
          }
        };
    Wire wire = wire(firstLater, where).feed(get("/later") + get("/now"));
    assertEquals("", wire.received());
    postponed.getFirst().send(Status.OK, Http.bytes("later"));
    wire.turn();
    assertEquals(List.of("later", "at once"), Answers.bodies(wire.received()));
  }

  @ParameterizedTest
  @EnumSource
  void itCanBeAnsweredBeforeTheHandlerReturns(Where where) {
    Wire wire =
        wire((request, response) -> response.later().send(Status.OK, Http.bytes("b")), where);
    wire.feed(get("/a"));
    assertEquals(List.of("b"), Answers.bodies(wire.received()));
    assertEquals(State.OPEN, wire.state());
  }

  @ParameterizedTest
  @EnumSource
  void itCanBeAStream(Where where) {
    Wire wire = wire(this::postpone, where).feed(get("/a") + get("/b"));
    postponed.get(1).send(Status.OK, Http.bytes("second"));
    postponed.get(0).stream(Status.OK, new Pieces("one", "two"));
    wire.turn();
    assertEquals(List.of("onetwo", "second"), Answers.bodies(wire.received()));
  }

  @ParameterizedTest
  @EnumSource
  void theConnectionOfItsRequestEndsWithIt(Where where) {
    Wire wire = wire(this::postpone, where).feed(get("/a", "Connection: close"));
    assertEquals(State.OPEN, wire.state());
    postponed.getFirst().send(Status.OK, new byte[0]);
    wire.turn();
    assertEquals("close", Answers.of(wire.received()).getFirst().fields().get("connection"));
    assertEquals(State.OVER, wire.state());
  }

  @Test
  void theRequestIsTheHandlersUntilItReturnsEvenIfTheAnswerHasLeft() {
    Workers workers = new Workers();
    List<String> seen = new ArrayList<>();
    Wire[] wire = new Wire[1];
    HttpHandler handler =
        (request, response) -> {
          response.later().send(Status.OK, Http.bytes("left"));
          wire[0].turn();
          wire[0].feed(get("/b"));
          seen.add(wire[0].received().contains("left") + " " + request.method() + request.path());
        };
    wire[0] = Http.wire(handler, workers).feed(get("/a"));
    workers.run(0);
    assertEquals(List.of("true GET/a"), seen);
  }

  @ParameterizedTest
  @EnumSource
  void aSecondAnswerIsRefusedAndSpoilsNothing(Where where) {
    Wire wire = wire(this::postpone, where).feed(get("/a"));
    Response held = postponed.getFirst();
    held.send(Status.OK, Http.bytes("first"));
    wire.turn();
    wire.feed(get("/b"));
    assertThrows(IllegalStateException.class, () -> held.send(Status.OK, Http.bytes("again")));
    postponed.get(1).send(Status.OK, Http.bytes("second"));
    wire.turn();
    assertEquals(List.of("first", "second"), Answers.bodies(wire.received()));
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerThatPostponesAndFailsIsAnsweredOnceAndForAll(Where where) {
    HttpHandler fails =
        (request, response) -> {
          postpone(request, response);
          throw new IllegalArgumentException("after later()");
        };
    Wire wire = wire(fails, where).feed(get("/a"));
    assertEquals(List.of(500), Answers.statuses(wire.received()));
    Response held = postponed.getFirst();
    assertThrows(IllegalStateException.class, () -> held.send(Status.OK, Http.bytes("too late")));
    wire.feed(get("/b"));
    assertThrows(IllegalStateException.class, () -> held.send(Status.OK, Http.bytes("too late")));
    assertEquals(List.of(500, 500), Answers.statuses(wire.received()));
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerThatFailsAfterItsPostponedAnswerChangesNothing(Where where) {
    HttpHandler fails =
        (request, response) -> {
          response.later().send(Status.OK, Http.bytes("answered"));
          throw new IllegalArgumentException("after the answer");
        };
    Wire wire = wire(fails, where).feed(get("/a") + get("/b"));
    assertEquals(List.of("answered", "answered"), Answers.bodies(wire.received()));
    assertEquals(2, failures.size());
  }

  @ParameterizedTest
  @EnumSource
  void postponingTwiceIsAFailure(Where where) {
    HttpHandler twice =
        (request, response) -> {
          response.later();
          response.later();
        };
    Wire wire = wire(twice, where).feed(get("/a"));
    assertEquals(List.of(500), Answers.statuses(wire.received()));
    assertEquals(IllegalStateException.class, failures.getFirst().getClass());
  }

  @ParameterizedTest
  @EnumSource
  void postponingAfterTheAnswerIsAFailure(Where where) {
    HttpHandler late =
        (request, response) -> {
          response.send(Status.OK, Http.bytes("answered"));
          response.later();
        };
    Wire wire = wire(late, where).feed(get("/a") + get("/b"));
    assertEquals(List.of(500, 500), Answers.statuses(wire.received()));
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatComesAfterTheConnectionHasGoneIsEnded(Where where) {
    Wire wire = wire(this::postpone, where).feed(get("/a") + get("/b"));
    Pieces ready = new Pieces("ready");
    Pieces late = new Pieces("late");
    postponed.get(1).stream(Status.OK, ready);
    wire.close();
    postponed.get(0).stream(Status.OK, late);
    wire.turn();
    assertEquals(1, ready.closed, "ready, but behind one that was not");
    assertEquals(1, late.closed);
    assertEquals("", wire.received());
  }

  @ParameterizedTest
  @EnumSource
  void aStreamBehindTheLastAnswerIsEnded(Where where) {
    Wire wire = wire(this::postpone, where);
    wire.feed(Http.get10("/a", "Connection: keep-alive") + get("/b") + get("/c"));
    Pieces ready = new Pieces("ready");
    postponed.get(1).stream(Status.OK, ready);
    postponed.get(0).stream(Status.OK, new Pieces("until the end"));
    wire.turn();
    assertEquals(List.of("until the end"), Answers.bodies(wire.received()));
    assertEquals(State.OVER, wire.state());
    assertEquals(1, ready.closed);
    Pieces late = new Pieces("late");
    postponed.get(2).stream(Status.OK, late);
    assertEquals(1, late.closed);
  }

  private void postpone(Request request, Response response) {
    postponed.add(response.later());
  }

  private Wire wire(HttpHandler handler, Where where) {
    return new Wire(Http.config(handler, HttpLimits.DEFAULT, failures::add), where.handlers());
  }
}
