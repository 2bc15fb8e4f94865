// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http.Http.get;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Output;
import socketlab.protocol.Phase;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;

/** Bodies that are made while they leave. */
@Timeout(20)
class StreamTest {
  private Runnable waker;

  @Test
  void aPieceIsAChunk() {
    Wire wire = wire(new Pieces("one", "twenty")).feed(get("/"));
    assertTrue(
        wire.received().endsWith("\r\n\r\n3\r\none\r\n6\r\ntwenty\r\n0\r\n\r\n"), wire.received());
    assertEquals(
        "chunked", Answers.of(wire.received()).getFirst().fields().get("transfer-encoding"));
    assertEquals(Phase.IDLE, wire.phase());
  }

  @Test
  void anEmptyPieceIsNoChunk() {
    Wire wire = wire(new Pieces("one", "", "two")).feed(get("/"));
    assertEquals("onetwo", Answers.bodies(wire.received()).getFirst());
  }

  @Test
  void anHttp10PeerReadsUntilTheClose() {
    Wire wire = wire(new Pieces("one", "two")).feed(Http.get10("/", "Connection: keep-alive"));
    assertTrue(wire.received().endsWith("\r\n\r\nonetwo"), wire.received());
    assertTrue(Answers.of(wire.received()).getFirst().closes());
    assertEquals(Phase.DONE, wire.phase());
  }

  @Test
  void headHasTheFieldsAndNoBody() {
    Pieces pieces = new Pieces("one");
    Wire wire = wire(pieces).feed(Http.request("HEAD", "/", "HTTP/1.1", "Host: lab"));
    assertTrue(wire.received().endsWith("chunked\r\n\r\n"), wire.received());
    assertEquals(0, pieces.asked);
    assertEquals(1, pieces.closed);
    assertEquals(Phase.IDLE, wire.phase());
  }

  @Test
  void itWaitsUntilItIsWoken() {
    Pieces pieces = new Pieces("one").open();
    Wire wire = wire(pieces).feed(get("/"));
    assertTrue(wire.received().endsWith("3\r\none\r\n"));
    assertEquals(Phase.BUSY, wire.phase());
    assertEquals(1, pieces.asked);
    wire.turn();
    assertEquals(1, pieces.asked, "asked again without having said that there is more");
    pieces.add("two");
    pieces.end();
    waker.run();
    wire.turn();
    assertEquals(List.of("onetwo"), Answers.bodies(wire.received()));
    assertEquals(Phase.IDLE, wire.phase());
  }

  @Test
  void requestsBehindItAreAnsweredBehindIt() {
    Pieces pieces = new Pieces("one").open();
    HttpHandler handler =
        (request, response) -> {
          if (request.path().equals("/stream")) {
            stream(pieces, response);
          } else {
            response.send(Status.OK, Http.bytes("behind"));
          }
        };
    Wire wire = Http.wire(handler).feed(get("/stream") + get("/a") + get("/b"));
    assertFalse(wire.received().contains("behind"));
    pieces.end();
    waker.run();
    wire.turn();
    assertEquals(List.of("one", "behind", "behind"), Answers.bodies(wire.received()));
  }

  @Test
  void aPeerThatDoesNotReadIsNotProducedFor() {
    Endless endless = new Endless();
    Wire wire = wire(endless).stopReading().feed(get("/"));
    int produced = endless.produced;
    assertTrue(wire.unread() >= Output.HIGH_WATER);
    assertTrue(wire.unread() < Output.HIGH_WATER + Endless.PIECE + 1000);
    wire.turn();
    waker.run();
    wire.turn();
    assertEquals(produced, endless.produced);
    wire.read(wire.unread() / 2);
    assertTrue(endless.produced > produced, "there is room again");
    assertTrue(wire.mostHeld() < Output.HIGH_WATER + Endless.PIECE + 1000);
  }

  @Test
  void aPeerThatGoesAwayEndsIt() {
    Endless endless = new Endless();
    Wire wire = wire(endless).stopReading().feed(get("/"));
    wire.close();
    assertEquals(1, endless.closed);
    int produced = endless.produced;
    wire.startReading();
    assertEquals(produced, endless.produced);
  }

  @Test
  void oneOfAWorkerIsPumpedByTheConnection() {
    Workers workers = new Workers();
    Pieces pieces = new Pieces("one", "two");
    Wire wire = Http.wire((request, response) -> stream(pieces, response), workers);
    wire.feed(get("/"));
    workers.runAll();
    assertEquals(0, pieces.asked);
    wire.turn();
    assertEquals(List.of("onetwo"), Answers.bodies(wire.received()));
  }

  @Test
  void oneThatFailsCutsTheBodyAndEndsTheConnection() {
    List<Throwable> failures = new ArrayList<>();
    RuntimeException failure = new IllegalArgumentException("no more");
    int[] closed = {0};
    BodyStream fails =
        new BodyStream() {
          private boolean first = true;

          @Override
          public Next produce(Output piece) {
            if (!first) {
              throw failure;
            }
            first = false;
            piece.put(Http.bytes("one"));
            return Next.MORE;
          }

          @Override
          public void closed() {
            closed[0]++;
          }
        };
    HttpConfig config =
        new HttpConfig(
            (request, response) -> response.stream(Status.OK, fails),
            HttpLimits.DEFAULT,
            HttpDate.NONE,
            failures::add);
    Wire wire = new Wire(config, SessionFactory.IN_PLACE).feed(get("/") + get("/"));
    assertTrue(wire.received().endsWith("3\r\none\r\n"), "no last chunk: " + wire.received());
    assertEquals(List.of(failure), failures);
    assertEquals(Phase.DONE, wire.phase());
    assertEquals(1, closed[0]);
  }

  @Test
  void stoppingLetsItRun() {
    Pieces pieces = new Pieces("one").open();
    Wire wire = wire(pieces).feed(get("/")).stop();
    assertEquals(Phase.BUSY, wire.phase());
    pieces.end();
    waker.run();
    wire.turn();
    assertEquals(Phase.DONE, wire.phase());
    assertEquals(List.of("one"), Answers.bodies(wire.received()));
  }

  private Wire wire(BodyStream body) {
    return Http.wire((request, response) -> stream(body, response));
  }

  private void stream(BodyStream body, HttpResponse response) {
    waker = response.waker();
    response.type(MediaType.TEXT).stream(Status.OK, body);
  }

  private static final class Endless implements BodyStream {
    static final int PIECE = 8 * 1024;
    int produced;
    int closed;

    @Override
    public Next produce(Output piece) {
      produced++;
      piece.put(new byte[PIECE]);
      return Next.MORE;
    }

    @Override
    public void closed() {
      closed++;
    }
  }
}
