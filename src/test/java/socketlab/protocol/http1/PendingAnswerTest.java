// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.protocol.http1.Http.get;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.Session;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** What an answer that is still to come hears: a client that leaves frees its place at once. */
@Timeout(20)
class PendingAnswerTest {
  /** Where the handler ran that postponed. */
  enum Where {
    IN_PLACE,
    BY_WORKERS;

    Handlers handlers() {
      return this == IN_PLACE ? Handlers.IN_PLACE : Workers.AT_ONCE;
    }
  }

  private final List<String> heard = new ArrayList<>();
  private final List<Response> postponed = new ArrayList<>();
  private final Workers workers = new Workers();

  private void poll(Request request, Response response) {
    String path = request.path();
    postponed.add(
        response.later(
            new Pending() {
              @Override
              public void stopping() {
                heard.add("stop " + path);
              }

              @Override
              public void peerEnded() {
                heard.add("end " + path);
              }

              @Override
              public void closed() {
                heard.add("closed " + path);
              }
            }));
  }

  private Wire wire(Where where) {
    return Http.wire(this::poll, where.handlers());
  }

  @ParameterizedTest
  @EnumSource
  void thePeerHasEnded(Where where) {
    Wire wire = wire(where).feed(get("/a") + get("/b")).end();
    assertEquals(List.of("end /a", "end /b"), heard);
    assertEquals(Session.State.OPEN, wire.state(), "it may still be reading");
    postponed.get(0).send(Status.NO_CONTENT);
    postponed.get(1).send(Status.OK);
    wire.turn();
    assertEquals(List.of(204, 200), Answers.statuses(wire.received()));
    assertEquals(Session.State.OVER, wire.state());
    wire.close();
    assertEquals(2, heard.size(), "an answer that has left hears nothing more");
  }

  @ParameterizedTest
  @EnumSource
  void theConnectionIsGone(Where where) {
    Wire wire = wire(where).feed(get("/a"));
    wire.close();
    assertEquals(List.of("closed /a"), heard);
    postponed.getFirst().send(Status.OK);
    assertEquals(1, heard.size());
  }

  @ParameterizedTest
  @EnumSource
  void theServerStops(Where where) {
    Wire wire = wire(where).feed(get("/a")).stop();
    assertEquals(List.of("stop /a"), heard);
    postponed.getFirst().send(Status.SERVICE_UNAVAILABLE);
    wire.turn();
    assertEquals(List.of(503), Answers.statuses(wire.received()));
    assertEquals(Session.State.OVER, wire.state());
  }

  @ParameterizedTest
  @EnumSource
  void onceItIsAnsweredItHearsNothing(Where where) {
    Wire wire = wire(where).feed(get("/a"));
    postponed.getFirst().send(Status.OK);
    wire.turn();
    wire.end().stop().close();
    assertEquals(List.of(), heard);
  }

  @Test
  void norWhileItWaitsForTheOnesBeforeIt() {
    Wire wire = wire(Where.IN_PLACE).feed(get("/a") + get("/b"));
    postponed.get(1).send(Status.OK);
    wire.end().stop().close();
    assertEquals(List.of("end /a", "stop /a", "closed /a"), heard);
  }

  @Test
  void whatHappensBeforeTheHandlerHasRunIsHeardAfterIt() {
    Wire wire = Http.wire(this::poll, workers).feed(get("/a")).end().stop();
    assertEquals(List.of(), heard);
    workers.runAll();
    assertEquals(List.of("end /a", "stop /a"), heard);
    Wire gone = Http.wire(this::poll, workers).feed(get("/b"));
    gone.close();
    heard.clear();
    workers.runAll();
    assertEquals(List.of("closed /b"), heard);
    assertEquals(Session.State.OPEN, wire.state());
  }

  @Test
  void tenThousandThatLeaveLeaveNothing() {
    for (int i = 0; i < 10_000; i++) {
      wire(Where.IN_PLACE).feed(get("/a")).close();
    }
    assertEquals(10_000, heard.size());
  }
}
