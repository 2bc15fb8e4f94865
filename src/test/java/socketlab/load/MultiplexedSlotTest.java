// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.load.count.Failure;
import socketlab.load.count.Tally;
import socketlab.load.count.Window;
import socketlab.load.plan.Expectation;
import socketlab.load.plan.Target;
import socketlab.load.plan.TlsPlan;
import socketlab.net.Transport;
import socketlab.protocol.Wire;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.Http2Session;

/** One connection of HTTP/2 and its streams, with the lab's own server at the other end. */
@Timeout(60)
class MultiplexedSlotTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final List<Response> pending = new ArrayList<>();
  private final IdleLoop idle = new IdleLoop();
  private long now = 7;
  private Wire server;
  private Wire client;
  private Lane lane;

  MultiplexedSlotTest() throws IOException {}

  @AfterEach
  void end() throws InterruptedException {
    idle.close();
  }

  /** Opens a connection with so many streams, of a closed loop. */
  private void open(int streams, HttpHandler handler) {
    Target target = Target.parse("http://127.0.0.1:1/", Expectation.SUCCESS, true, TlsPlan.SYSTEM);
    lane =
        new Lane(
            idle.loop(),
            Plans.of(target, OptionalDouble.empty(), streams, false, Transport.NIO, TIMEOUT),
            Window.of(now, Duration.ZERO, Duration.ofHours(1)),
            1,
            null,
            new CountDownLatch(1),
            new OpenConnections(),
            Securing.NONE,
            () -> now);
    HttpConfig config = new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, _ -> {});
    server = new Wire(Http2Session.factory(config));
    client = new Wire(lane.slots.getFirst().wire());
    client.wake();
    turn();
  }

  /** Lets bytes go both ways until nothing moves any more, or so often. */
  private void turn() {
    for (int i = 0; i < 100; i++) {
      client.turn();
      byte[] asked = client.takeReceived();
      if (asked.length > 0) {
        server.feed(asked);
      }
      server.turn();
      byte[] answered = server.takeReceived();
      if (answered.length > 0) {
        client.feed(answered);
      } else if (asked.length == 0) {
        return;
      }
    }
  }

  private Tally tally() {
    return lane.ledger.tally;
  }

  /** The server takes 100 streams; more are not begun, so that none is refused. */
  @Test
  void noMoreStreamsAreBegunThanTheServerTakes() {
    open(150, (_, response) -> pending.add(response.later()));
    assertEquals(100, pending.size());
    assertEquals(100, tally().offered);
    for (int i = 0; i < 500; i++) {
      pending.remove(pending.size() / 2).send(Status.OK);
      turn();
      assertEquals(100, pending.size());
    }
    assertEquals(500, tally().completed);
    assertEquals(600, tally().offered);
    assertEquals(0, tally().failed());
  }

  @Test
  void eachAnswerIsTimedFromItsOwnRequest() {
    open(2, (_, response) -> pending.add(response.later()));
    assertEquals(2, pending.size());
    now += 50 * MILLI;
    Response slow = pending.removeFirst();
    pending.removeFirst().send(Status.OK);
    turn();
    assertEquals(50 * MILLI, tally().firstByte.getMaxValue(), 0.001 * 50 * MILLI);
    now += 20 * MILLI;
    pending.removeFirst().send(Status.OK);
    turn();
    assertEquals(20 * MILLI, tally().firstByte.getMinValue(), 0.001 * 20 * MILLI);
    now += 30 * MILLI;
    slow.send(Status.OK);
    turn();
    assertEquals(100 * MILLI, tally().firstByte.getMaxValue(), 0.001 * 100 * MILLI);
  }

  /** A pipeline is refilled by the dozen; streams are independent, and each is refilled at once. */
  @Test
  void aStreamIsFollowedByAnotherAtOnce() {
    open(16, (_, response) -> pending.add(response.later()));
    pending.removeFirst().send(Status.OK);
    turn();
    assertEquals(16, pending.size());
  }

  @Test
  void aRequestThatIsLateIsGivenUpAlone() {
    open(2, (_, response) -> pending.add(response.later()));
    now += TIMEOUT.toNanos() - 1;
    pending.removeLast().send(Status.OK);
    turn();
    now += 1;
    client.timeout();
    turn();
    assertEquals(1, tally().failedBy(Failure.TIMEOUT));
    assertEquals(1, tally().completed);
    // Its place and the other one have a request again, on the same connection.
    assertEquals(4, tally().offered);
  }

  @Test
  void aServerThatStopsIsAnsweredByANewConnection() {
    open(4, (_, response) -> pending.add(response.later()));
    server.stop();
    turn();
    assertTrue(!client.state().isLast());
    for (Response response : List.copyOf(pending)) {
      response.send(Status.OK);
    }
    turn();
    assertEquals(4, tally().completed);
    assertTrue(client.state().isLast());
    client.close();
    assertEquals(0, tally().failed());
  }

  @Test
  void aConnectionThatIsResetFailsAllItsRequests() {
    open(4, (_, response) -> pending.add(response.later()));
    client.close();
    assertEquals(4, tally().failedBy(Failure.RESET));
    assertEquals(4, tally().offered);
  }

  @Test
  void bytesThatAreNoHttp2FailAllRequests() {
    open(1, (_, response) -> pending.add(response.later()));
    client.feed("HTTP/1.1 400 Bad Request\r\n\r\n");
    assertTrue(client.state().isLast());
    client.close();
    assertEquals(1, tally().failedBy(Failure.MALFORMED));
  }
}
