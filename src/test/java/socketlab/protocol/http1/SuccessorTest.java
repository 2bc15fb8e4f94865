// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http1.Http.get;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.Session.State;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.echo.EchoSession;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** A connection that begins in HTTP/1.1 and goes on in another protocol, here the echo. */
@Timeout(20)
class SuccessorTest {
  private static final String OFFER =
      get("/switch", "Connection: keep-alive, Upgrade", "Upgrade: foo, echo/1");
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nSec-Answer: 42\r\n"
          + "Connection: upgrade\r\nUpgrade: echo/1\r\n\r\n";

  private final List<Throwable> failures = new ArrayList<>();
  private final List<Response> postponed = new ArrayList<>();
  private final Workers workers = new Workers();
  private SessionFactory successor = peer -> new EchoSession(peer, 1_000);

  private void handle(Request request, Response response) {
    switch (request.path()) {
      case "/switch" -> response.field("Sec-Answer", "42").switchTo("echo/1", successor);
      case "/later" -> postponed.add(response.later());
      default -> response.send(Status.OK, Http.bytes(request.path()));
    }
  }

  private Wire wire(Handlers handlers) {
    return new Wire(Http.config(this::handle, HttpLimits.DEFAULT, failures::add), handlers);
  }

  private Wire wire() {
    return wire(Handlers.IN_PLACE);
  }

  @Test
  void whatComesBehindIsForTheSuccessorInAnyCut() {
    String all = get("/before") + OFFER + "hello\r\n\r\nGET / HTTP/1.1\r\n";
    byte[] bytes = Http.bytes(all);
    String expected = wire().feed(bytes).received();
    assertTrue(expected.endsWith(SWITCHED + "hello\r\n\r\nGET / HTTP/1.1\r\n"), expected);
    assertEquals(expected, wire().feedByteByByte(bytes).received());
    for (int cut = 1; cut < bytes.length; cut++) {
      assertEquals(expected, wire().feed(bytes, cut).received(), "cut at " + cut);
    }
  }

  @Test
  void bothAreCounted() {
    Wire wire = wire().feed(OFFER + "hello");
    assertEquals(2, wire.taken(), "a request, and a piece");
  }

  @Test
  void whileAWorkerDecidesNothingIsTaken() {
    Wire wire = wire(workers).feed(OFFER + "hello");
    assertEquals(1, workers.waiting());
    assertEquals(5, wire.pending(), "is it HTTP, or is it not?");
    workers.runAll();
    wire.turn();
    workers.runAll();
    wire.turn();
    assertEquals(SWITCHED + "hello", wire.received());
  }

  @Test
  void norWhileTheAnswerIsPostponed() {
    String later = OFFER.replace("/switch", "/later");
    Wire wire = wire().feed(later + "hello");
    assertEquals(5, wire.pending());
    postponed.getFirst().field("Sec-Answer", "42").switchTo("echo/1", successor);
    wire.turn();
    assertEquals(SWITCHED + "hello", wire.received());
  }

  @Test
  void itWaitsForTheAnswersBeforeIt() {
    Wire wire = wire(workers).feed(get("/slow") + OFFER + "hello");
    workers.runLast();
    wire.turn();
    assertEquals("", wire.received());
    workers.runAll();
    wire.turn();
    workers.runAll();
    wire.turn();
    assertTrue(wire.received().endsWith("/slow" + SWITCHED + "hello"), wire.received());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anOfferThatIsPassedOverChangesNothing(boolean byWorkers) {
    String offer = OFFER.replace("/switch", "/other");
    Wire wire = wire(byWorkers ? Workers.AT_ONCE : Handlers.IN_PLACE).feed(offer + get("/next"));
    assertEquals(List.of("/other", "/next"), Answers.bodies(wire.received()));
    assertEquals(Session.State.OPEN, wire.state());
  }

  @Test
  void theBodyOfTheRequestComesFirst() {
    String withBody =
        OFFER.replace("\r\n\r\n", "\r\nContent-Length: 4\r\n\r\nbody").replace("GET", "POST");
    byte[] bytes = Http.bytes(withBody + "hello");
    assertEquals(SWITCHED + "hello", wire().feed(bytes).received());
    assertEquals(SWITCHED + "hello", wire().feedByteByByte(bytes).received());
  }

  @Test
  void theStopIsPassedOn() {
    Wire wire = wire().feed(OFFER + "hello").stop();
    assertEquals(Session.State.OVER, wire.state(), "the echo's way to stop");
    Wire decidesLate = wire(workers).feed(OFFER).stop();
    assertEquals(Session.State.OPEN, decidesLate.state());
    workers.runAll();
    decidesLate.turn();
    assertEquals(Session.State.OVER, decidesLate.state());
    assertEquals(SWITCHED, decidesLate.received());
  }

  @Test
  void soIsTheEnd() {
    Wire wire = wire().feed(OFFER + "hello").end();
    assertEquals(SWITCHED + "hello", wire.received());
    assertEquals(Session.State.OVER, wire.state());
    Wire decidesLate = wire(workers).feed(OFFER + "hello").end();
    workers.runAll();
    decidesLate.turn();
    workers.runAll();
    decidesLate.turn();
    assertEquals(SWITCHED + "hello", decidesLate.received());
    assertEquals(Session.State.OVER, decidesLate.state());
  }

  @Test
  void theEndBehindAnOfferThatIsPassedOverEndsTheConnection() {
    Wire wire = wire(workers).feed(OFFER.replace("/switch", "/other")).end();
    workers.runAll();
    wire.turn();
    assertEquals(List.of("/other"), Answers.bodies(wire.received()));
    assertEquals(Session.State.OVER, wire.state());
  }

  @Test
  void itsDeadlineIsTheConnections() {
    Wire wire = wire().feed(OFFER);
    assertEquals(1_000, wire.patience());
    assertEquals(Session.State.OVER, wire.pass(1_001).state());
  }

  @Test
  void theClosedConnectionIsTheSuccessorsLoss() {
    boolean[] closed = new boolean[1];
    successor =
        peer ->
            new Session() {
              @Override
              public int receive(byte[] bytes, int from, int to, Output out) {
                return to - from;
              }

              @Override
              public void endOfInput(Output out) {}

              @Override
              public State state() {
                return State.OPEN;
              }

              @Override
              public void closed() {
                closed[0] = true;
              }
            };
    wire().feed(OFFER).close();
    assertTrue(closed[0]);
  }

  @Test
  void whatIsNotOfferedIsNotTaken() {
    Wire wire = wire().feed(get("/switch") + get("/next"));
    assertEquals(List.of(500, 200), Answers.statuses(wire.received()));
    assertInstanceOf(IllegalStateException.class, failures.getFirst());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSuccessorThatCannotBeOpenedIsAFailure(boolean byWorkers) {
    successor =
        peer -> {
          throw new IllegalArgumentException("no session");
        };
    Wire wire = wire(byWorkers ? Workers.AT_ONCE : Handlers.IN_PLACE).feed(OFFER + "hello");
    assertEquals(List.of(500), Answers.statuses(wire.received()));
    assertTrue(Answers.of(wire.received()).getFirst().closes());
    assertEquals(Session.State.OVER, wire.state());
    assertEquals("no session", failures.getFirst().getMessage());
  }
}
