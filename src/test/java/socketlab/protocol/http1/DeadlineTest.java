// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http1.Http.get;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Handlers;
import socketlab.protocol.Session;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** How long a session has patience with its peer, by a clock that the test moves. */
@Timeout(20)
class DeadlineTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long HEADER = 10 * SECOND;
  private static final long IDLE = 60 * SECOND;

  /** Nanoseconds that a byte of a body is worth. */
  private static final long BYTE = SECOND / 1024;

  private static final HttpLimits LIMITS =
      HttpLimits.DEFAULT.within(Duration.ofSeconds(10), Duration.ofSeconds(60));

  private final Workers workers = new Workers();
  private final Wire wire = wire(Http::serve, Handlers.IN_PLACE);

  private static Wire wire(HttpHandler handler, Handlers handlers) {
    return new Wire(Http.config(handler, LIMITS), handlers);
  }

  @Test
  void theFirstRequestHasItsTimeFromTheConnectionOn() {
    assertEquals(HEADER, wire.patience());
    wire.pass(3 * SECOND).feed("\r\n");
    assertEquals(7 * SECOND, wire.patience());
    wire.pass(4 * SECOND).feed("GET / HTT");
    assertEquals(3 * SECOND, wire.patience(), "its first byte wins it no time");
    assertEquals(Session.State.OPEN, wire.pass(3 * SECOND).state(), "not yet past");
    assertEquals(List.of(408), Answers.statuses(wire.pass(1).received()));
    assertEquals(Session.State.TURNED_AWAY, wire.state());
  }

  @Test
  void theNextHasItFromItsFirstByteOn() {
    wire.feed(get("/")).pass(5 * SECOND);
    assertEquals(IDLE - 5 * SECOND, wire.patience());
    wire.feed("G");
    assertEquals(HEADER, wire.patience());
    wire.pass(9 * SECOND).feed("ET / HTTP/1.1\r\nHost: lab\r\n");
    assertEquals(SECOND, wire.patience(), "a byte now and then wins it no time");
    wire.feed("\r\n");
    assertEquals(IDLE, wire.patience());
  }

  @Test
  void betweenTwoRequestsItIsIdleAndNothingIsSaid() {
    wire.feed(get("/")).news();
    assertEquals(Session.State.OPEN, wire.pass(IDLE).state());
    assertEquals(Session.State.OVER, wire.pass(1).state());
    assertEquals("", wire.news());
  }

  @Test
  void anEmptyLineIsNoRequest() {
    wire.feed(get("/")).pass(5 * SECOND).feed("\r\n");
    assertEquals(IDLE - 5 * SECOND, wire.patience());
  }

  @Test
  void aBodyHasASecondMoreForEveryKibibyte() {
    wire.feed(get("/")).pass(5 * SECOND);
    wire.feed(Http.request("POST", "/echo", "HTTP/1.1", "Host: lab", "Content-Length: 4096"));
    assertEquals(HEADER, wire.patience());
    wire.feed("x".repeat(1024));
    assertEquals(HEADER + 1024 * BYTE, wire.patience());
    wire.pass(8 * SECOND).feed("x".repeat(1024));
    assertEquals(HEADER + 2048 * BYTE - 8 * SECOND, wire.patience());
    wire.pass(wire.patience() + 1);
    assertEquals(List.of(200, 408), Answers.statuses(wire.received()));
  }

  @Test
  void inChunksTheFramingCounts() {
    wire.feed(Http.request("POST", "/echo", "HTTP/1.1", "Host: lab", "Transfer-Encoding: chunked"));
    wire.feed("5\r\nhello");
    assertEquals(HEADER + 8 * BYTE, wire.patience());
  }

  @Test
  void whileAnswersAreOwedThePeerMayBeSilent() {
    Wire slow = wire(Http::serve, workers).feed(get("/"));
    assertEquals(Session.NEVER, slow.patience());
    slow.pass(1_000 * SECOND);
    workers.runAll();
    slow.turn();
    assertEquals(IDLE, slow.patience(), "it is idle from the answer on");
    slow.feed(get("/") + "GET /").pass(100 * SECOND);
    assertEquals(Session.NEVER, slow.patience());
    workers.runAll();
    slow.turn();
    assertEquals(HEADER, slow.patience(), "it could not know that it was waited for");
  }

  @Test
  void soItMayWhileAStreamRuns() {
    Pieces pieces = new Pieces("one").open();
    Wire streams = wire((request, response) -> response.stream(Status.OK, pieces), workers);
    streams.feed(get("/"));
    workers.runAll();
    streams.turn();
    assertEquals(Session.NEVER, streams.patience());
    pieces.end();
    streams.wake();
    streams.pass(1_000 * SECOND);
    assertEquals(IDLE, streams.patience());
  }

  @Test
  void whileARequestWaitsForRoomWithTheWorkersItMay() {
    Workers none = new Workers(0);
    Wire waits = wire(Http::serve, none).feed(get("/"));
    assertEquals(Session.NEVER, waits.patience());
  }

  @Test
  void aStreamedBodyHasTheTimeOfABodyWhateverItsAnswerDoes() {
    Streams streams = new Streams();
    Wire up = wire(streams, Handlers.IN_PLACE);
    up.feed(Http.request("POST", "/", "HTTP/1.1", "Host: lab", "Content-Length: 5000"));
    assertEquals(HEADER, up.patience());
    up.feed("x".repeat(1024)).pass(SECOND);
    assertEquals(HEADER + 1024 * BYTE - SECOND, up.patience());
    streams.room = 0;
    up.feed("x");
    assertEquals(Session.NEVER, up.patience(), "now it is the consumer that is slow");
    up.pass(1_000 * SECOND);
    streams.room = 5000;
    streams.waker.run();
    up.turn();
    assertEquals(HEADER + BYTE, up.patience(), "its time begins anew");
    up.pass(up.patience() + 1);
    assertEquals(Session.State.TURNED_AWAY, up.state());
    assertEquals(1, streams.closed);
  }

  @Test
  void theEndedConnectionWaitsForNothing() {
    assertEquals(Session.NEVER, wire.feed(get("/", "Connection: close")).patience());
    assertTrue(wire.state().isLast());
  }

  /** Takes what there is room for, while its answer streams. */
  private static final class Streams implements HttpHandler {
    private int room = Integer.MAX_VALUE;
    private int closed;
    private Runnable waker;

    @Override
    public boolean streamsBody(Request head) {
      return true;
    }

    @Override
    public void handle(Request request, Response response) {
      waker = request.waker();
      request.receive(
          new BodyConsumer() {
            @Override
            public int receive(byte[] bytes, int from, int to) {
              int count = Math.min(room, to - from);
              room -= count;
              return count;
            }

            @Override
            public void ended(List<Field> trailers) {}

            @Override
            public void closed() {
              closed++;
            }
          });
      response.stream(Status.OK, new Pieces("one").open());
    }
  }
}
