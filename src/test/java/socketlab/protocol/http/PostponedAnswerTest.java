// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static socketlab.protocol.http.Http.get;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.protocol.Phase;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;

/** Answers that a handler leaves to someone else, who has them when the test says so. */
@Timeout(20)
class PostponedAnswerTest {
  /** Where the handler ran that postponed. */
  enum Handlers implements Executor {
    IN_PLACE,
    BY_WORKERS;

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    Executor executor() {
      return this == IN_PLACE ? SessionFactory.IN_PLACE : this;
    }
  }

  private final List<HttpResponse> postponed = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void answersLeaveInOrderHoweverTheyComeBack(Handlers handlers) {
    Wire wire = wire(this::postpone, handlers).feed(get("/a") + get("/b") + get("/c"));
    assertEquals(Phase.BUSY, wire.phase());
    postponed.get(2).send(Status.OK, Http.bytes("third"));
    postponed.get(1).send(Status.OK, Http.bytes("second"));
    wire.turn();
    assertEquals("", wire.received());
    postponed.get(0).send(Status.OK, Http.bytes("first"));
    wire.turn();
    assertEquals(List.of("first", "second", "third"), Answers.bodies(wire.received()));
    assertEquals(Phase.IDLE, wire.phase());
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerAtOnceWaitsBehindOneThatIsPostponed(Handlers handlers) {
    HttpHandler firstLater =
        (request, response) -> {
          if (request.path().equals("/later")) {
            postpone(request, response);
          } else {
            response.send(Status.OK, Http.bytes("at once"));
          }
        };
    Wire wire = wire(firstLater, handlers).feed(get("/later") + get("/now"));
    assertEquals("", wire.received());
    postponed.getFirst().send(Status.OK, Http.bytes("later"));
    wire.turn();
    assertEquals(List.of("later", "at once"), Answers.bodies(wire.received()));
  }

  @ParameterizedTest
  @EnumSource
  void itCanBeAnsweredBeforeTheHandlerReturns(Handlers handlers) {
    Wire wire =
        wire((request, response) -> response.later().send(Status.OK, Http.bytes("b")), handlers);
    wire.feed(get("/a"));
    assertEquals(List.of("b"), Answers.bodies(wire.received()));
    assertEquals(Phase.IDLE, wire.phase());
  }

  @ParameterizedTest
  @EnumSource
  void itCanBeAStream(Handlers handlers) {
    Wire wire = wire(this::postpone, handlers).feed(get("/a") + get("/b"));
    postponed.get(1).send(Status.OK, Http.bytes("second"));
    postponed.get(0).stream(Status.OK, new Pieces("one", "two"));
    wire.turn();
    assertEquals(List.of("onetwo", "second"), Answers.bodies(wire.received()));
  }

  @ParameterizedTest
  @EnumSource
  void theConnectionOfItsRequestEndsWithIt(Handlers handlers) {
    Wire wire = wire(this::postpone, handlers).feed(get("/a", "Connection: close"));
    assertEquals(Phase.BUSY, wire.phase());
    postponed.getFirst().send(Status.OK, new byte[0]);
    wire.turn();
    assertEquals("close", Answers.of(wire.received()).getFirst().fields().get("connection"));
    assertEquals(Phase.DONE, wire.phase());
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
  void aSecondAnswerIsRefusedAndSpoilsNothing(Handlers handlers) {
    Wire wire = wire(this::postpone, handlers).feed(get("/a"));
    HttpResponse held = postponed.getFirst();
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
  void aHandlerThatPostponesAndFailsIsAnsweredOnceAndForAll(Handlers handlers) {
    HttpHandler fails =
        (request, response) -> {
          postpone(request, response);
          throw new IllegalArgumentException("after later()");
        };
    Wire wire = wire(fails, handlers).feed(get("/a"));
    assertEquals(List.of(500), Answers.statuses(wire.received()));
    HttpResponse held = postponed.getFirst();
    assertThrows(IllegalStateException.class, () -> held.send(Status.OK, Http.bytes("too late")));
    wire.feed(get("/b"));
    assertThrows(IllegalStateException.class, () -> held.send(Status.OK, Http.bytes("too late")));
    assertEquals(List.of(500, 500), Answers.statuses(wire.received()));
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerThatFailsAfterItsPostponedAnswerChangesNothing(Handlers handlers) {
    HttpHandler fails =
        (request, response) -> {
          response.later().send(Status.OK, Http.bytes("answered"));
          throw new IllegalArgumentException("after the answer");
        };
    Wire wire = wire(fails, handlers).feed(get("/a") + get("/b"));
    assertEquals(List.of("answered", "answered"), Answers.bodies(wire.received()));
    assertEquals(2, failures.size());
  }

  @ParameterizedTest
  @EnumSource
  void postponingTwiceIsAFailure(Handlers handlers) {
    HttpHandler twice =
        (request, response) -> {
          response.later();
          response.later();
        };
    Wire wire = wire(twice, handlers).feed(get("/a"));
    assertEquals(List.of(500), Answers.statuses(wire.received()));
    assertEquals(IllegalStateException.class, failures.getFirst().getClass());
  }

  @ParameterizedTest
  @EnumSource
  void postponingAfterTheAnswerIsAFailure(Handlers handlers) {
    HttpHandler late =
        (request, response) -> {
          response.send(Status.OK, Http.bytes("answered"));
          response.later();
        };
    Wire wire = wire(late, handlers).feed(get("/a") + get("/b"));
    assertEquals(List.of(500, 500), Answers.statuses(wire.received()));
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatComesAfterTheConnectionHasGoneIsEnded(Handlers handlers) {
    Wire wire = wire(this::postpone, handlers).feed(get("/a") + get("/b"));
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
  void aStreamBehindTheLastAnswerIsEnded(Handlers handlers) {
    Wire wire = wire(this::postpone, handlers);
    wire.feed(Http.get10("/a", "Connection: keep-alive") + get("/b") + get("/c"));
    Pieces ready = new Pieces("ready");
    postponed.get(1).stream(Status.OK, ready);
    postponed.get(0).stream(Status.OK, new Pieces("until the end"));
    wire.turn();
    assertEquals(List.of("until the end"), Answers.bodies(wire.received()));
    assertEquals(Phase.DONE, wire.phase());
    assertEquals(1, ready.closed);
    Pieces late = new Pieces("late");
    postponed.get(2).stream(Status.OK, late);
    assertEquals(1, late.closed);
  }

  private void postpone(HttpRequest request, HttpResponse response) {
    postponed.add(response.later());
  }

  private Wire wire(HttpHandler handler, Handlers handlers) {
    return new Wire(
        new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, failures::add),
        handlers.executor());
  }
}
