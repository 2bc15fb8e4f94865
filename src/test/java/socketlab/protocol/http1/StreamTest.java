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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.Session.State;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

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
    assertEquals(State.OPEN, wire.state());
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
    assertEquals(State.OVER, wire.state());
  }

  @Test
  void headHasTheFieldsAndNoBody() {
    Pieces pieces = new Pieces("one");
    Wire wire = wire(pieces).feed(Http.request("HEAD", "/", "HTTP/1.1", "Host: lab"));
    assertTrue(wire.received().endsWith("chunked\r\n\r\n"), wire.received());
    assertEquals(0, pieces.asked);
    assertEquals(1, pieces.closed);
    assertEquals(State.OPEN, wire.state());
  }

  @Test
  void itWaitsUntilItIsWoken() {
    Pieces pieces = new Pieces("one").open();
    Wire wire = wire(pieces).feed(get("/"));
    assertTrue(wire.received().endsWith("3\r\none\r\n"));
    assertEquals(State.OPEN, wire.state());
    assertEquals(1, pieces.asked);
    wire.turn();
    assertEquals(1, pieces.asked, "asked again without having said that there is more");
    pieces.add("two");
    pieces.end();
    waker.run();
    wire.turn();
    assertEquals(List.of("onetwo"), Answers.bodies(wire.received()));
    assertEquals(State.OPEN, wire.state());
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
    BodyProducer fails =
        new BodyProducer() {
          private boolean first = true;

          @Override
          public Next produce(Output out, int most) {
            if (!first) {
              out.put(Http.bytes("half of"));
              throw failure;
            }
            first = false;
            out.put(Http.bytes("one"));
            return Next.MORE;
          }

          @Override
          public void closed() {
            closed[0]++;
          }
        };
    SessionFactory config =
        Http.config(
            (request, response) -> response.stream(Status.OK, fails),
            HttpLimits.DEFAULT,
            failures::add);
    Wire wire = new Wire(config).feed(get("/") + get("/"));
    assertTrue(wire.received().endsWith("3\r\none\r\n"), "no last chunk: " + wire.received());
    assertEquals(List.of(failure), failures);
    assertEquals(State.OVER, wire.state());
    assertEquals(1, closed[0]);
  }

  @Test
  void itsTrailersFollowIt() {
    Pieces pieces = new Pieces("one").trailers(new Field("Grpc-Status", "0"), new Field("X", "y"));
    Wire wire = wire(pieces).feed(get("/"));
    assertTrue(
        wire.received().endsWith("3\r\none\r\n0\r\nGrpc-Status: 0\r\nX: y\r\n\r\n"),
        wire.received());
    assertEquals(State.OPEN, wire.state());
  }

  @Test
  void trailersAreDroppedWhereNoneCanBe() {
    Pieces pieces = new Pieces("one").trailers(new Field("X", "y"));
    assertTrue(wire(pieces).feed(Http.get10("/")).received().endsWith("\r\n\r\none"));
  }

  @Test
  void aLengthToldAheadFramesIt() {
    Pieces pieces = new Pieces("one", "two");
    Wire wire =
        Http.wire((request, response) -> response.stream(Status.OK, 6, pieces))
            .feed(get("/") + Http.request("HEAD", "/", "HTTP/1.1", "Host: lab"));
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
    assertEquals(head + "onetwo" + head, wire.received());
    assertEquals(State.OPEN, wire.state());
  }

  @Test
  void itEndsWithTheLastByteOfItsLengthWhateverItSays() {
    Pieces pieces = new Pieces("one").open();
    Wire wire = Http.wire((request, response) -> response.stream(Status.OK, 3, pieces));
    wire.feed(get("/"));
    wire.turn();
    assertEquals(1, pieces.asked);
    assertEquals(State.OPEN, wire.state());
    assertTrue(wire.patience() != Session.NEVER, "it waits for the next request");
  }

  @Test
  void aLengthOfNothingAsksForNothing() {
    Pieces pieces = new Pieces("one");
    Wire wire = Http.wire((request, response) -> response.stream(Status.OK, 0, pieces));
    assertTrue(wire.feed(get("/")).received().endsWith("Content-Length: 0\r\n\r\n"));
    assertEquals(0, pieces.asked);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 4})
  void aBodyOfAnotherLengthIsBrokenOff(long length) {
    List<Throwable> failures = new ArrayList<>();
    BodyProducer three =
        (out, most) -> {
          out.put(Http.bytes("one"));
          return BodyProducer.Next.END;
        };
    Wire wire =
        new Wire(
            Http.config(
                (request, response) -> response.stream(Status.OK, length, three),
                HttpLimits.DEFAULT,
                failures::add));
    wire.feed(get("/"));
    assertEquals(State.OVER, wire.state());
    assertEquals(1, failures.size());
  }

  @Test
  void itHearsOfTheStopAndEndsInItsOwnWay() {
    Pieces pieces = new Pieces("one").open();
    BodyProducer polite =
        new BodyProducer() {
          @Override
          public Next produce(Output out, int most) {
            return pieces.produce(out, most);
          }

          @Override
          public void stopping() {
            pieces.add("bye");
            pieces.end();
          }
        };
    Wire wire = wire(polite).feed(get("/")).stop();
    assertEquals(List.of("onebye"), Answers.bodies(wire.received()));
    assertEquals(State.OVER, wire.state());
  }

  @Test
  void oneThatBeginsWhenTheServerStopsAlreadyHearsItToo() {
    Pieces pieces = new Pieces("one").open();
    Wire wire = wire(pieces).feed("GET / HTTP/1.1\r\n").stop().feed("Host: lab\r\n\r\n");
    assertEquals(1, pieces.stopped);
    assertTrue(wire.received().contains("Connection: close"));
  }

  @Test
  void itHearsThatThePeerHasEndedAndMayGoOn() {
    Pieces pieces = new Pieces("one").open();
    Wire wire = wire(pieces).feed(get("/")).end();
    assertEquals(1, pieces.peerEnds);
    assertEquals(State.OPEN, wire.state());
    pieces.add("two");
    pieces.end();
    waker.run();
    wire.turn();
    assertEquals(List.of("onetwo"), Answers.bodies(wire.received()));
    assertEquals(State.OVER, wire.state());
    assertEquals(0, pieces.closed);
  }

  @Test
  void oneBehindAnotherAnswerHearsItWhenItBegins() {
    Workers workers = new Workers();
    Pieces pieces = new Pieces("one").open();
    Wire wire = Http.wire((request, response) -> stream(pieces, response), workers);
    wire.feed(get("/")).end();
    assertEquals(0, pieces.peerEnds);
    workers.runAll();
    wire.turn();
    assertEquals(1, pieces.peerEnds);
  }

  @Test
  void whatItThrowsWhenToldHarmsNobody() {
    List<Throwable> failures = new ArrayList<>();
    BodyProducer rude =
        new BodyProducer() {
          @Override
          public Next produce(Output out, int most) {
            return Next.LATER;
          }

          @Override
          public void stopping() {
            throw new IllegalStateException("stopping");
          }

          @Override
          public void peerEnded() {
            throw new IllegalStateException("ended");
          }

          @Override
          public void closed() {
            throw new IllegalStateException("closed");
          }
        };
    Wire wire =
        new Wire(
            Http.config(
                (request, response) -> response.stream(Status.OK, rude),
                HttpLimits.DEFAULT,
                failures::add));
    wire.feed(get("/")).end().stop().close();
    assertEquals(3, failures.size());
  }

  @Test
  void stoppingLetsItRun() {
    Pieces pieces = new Pieces("one").open();
    Wire wire = wire(pieces).feed(get("/")).stop();
    assertEquals(State.OPEN, wire.state());
    pieces.end();
    waker.run();
    wire.turn();
    assertEquals(State.OVER, wire.state());
    assertEquals(List.of("one"), Answers.bodies(wire.received()));
  }

  private Wire wire(BodyProducer body) {
    return Http.wire((request, response) -> stream(body, response));
  }

  private void stream(BodyProducer body, Response response) {
    waker = response.waker();
    response.type(MediaType.TEXT).stream(Status.OK, body);
  }

  private static final class Endless implements BodyProducer {
    static final int PIECE = 8 * 1024;
    int produced;
    int closed;

    @Override
    public Next produce(Output out, int most) {
      produced++;
      out.put(new byte[Math.min(most, PIECE)]);
      return Next.MORE;
    }

    @Override
    public void closed() {
      closed++;
    }
  }
}
