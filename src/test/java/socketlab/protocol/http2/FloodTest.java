// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Handlers;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;

/** A client that makes work and asks for nothing is turned away, after so many times. */
@Timeout(30)
class FloodTest {
  private static final int CALM = ErrorCode.ENHANCE_YOUR_CALM.ordinal();
  private static final int CANCEL = ErrorCode.CANCEL.ordinal();

  private final List<Throwable> failures = new ArrayList<>();
  private final List<Response> postponed = new ArrayList<>();
  private int handled;

  private Http2Client client(HttpHandler handler, Handlers handlers) {
    HttpConfig config = new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, failures::add);
    return new Http2Client(config, handlers).begin();
  }

  private Http2Client client() {
    return client(this::answer, Handlers.IN_PLACE);
  }

  private void answer(socketlab.protocol.http.Request request, Response response) {
    handled++;
    response.send(Status.OK, new byte[5]);
  }

  /** Does it again and again until the client is turned away; how often it was done. */
  private static int untilTurnedAway(Http2Client client, int most, IntConsumer act) {
    for (int i = 0; i < most; i++) {
      act.accept(i);
      if (client.wire.state() == Session.State.TURNED_AWAY) {
        assertEquals(CALM, client.wentAway());
        return i + 1;
      }
    }
    throw new AssertionError("it may be done " + most + " times");
  }

  private static void isAbout(int wanted, int times) {
    assertTrue(Math.abs(times - wanted) <= 3, "after " + times + ", not " + wanted);
  }

  @Test
  void rapidReset() {
    Http2Client client =
        client(
            (request, response) -> {
              handled++;
              postponed.add(response.later(new Pending() {}));
            },
            Handlers.IN_PLACE);
    int times =
        untilTurnedAway(
            client,
            100_000,
            i -> client.get(2 * i + 1, "/").frame(FrameType.RST_STREAM, 0, 2 * i + 1, 0, 0, 0, 8));
    isAbout(Http2Limits.RESETS + 1, times);
    assertEquals(0, client.wire.session().kept());
  }

  /** Those that a worker has not begun are not begun any more, and count while they wait. */
  @Test
  void rapidResetOfRequestsThatWaitForWorkers() {
    ManualWorkers workers = new ManualWorkers();
    Http2Client client = client(this::answer, workers);
    for (int i = 0; i < 300; i++) {
      client.get(2 * i + 1, "/").frame(FrameType.RST_STREAM, 0, 2 * i + 1, 0, 0, 0, 8);
    }
    assertEquals(Http2Limits.STREAMS, workers.waiting());
    assertEquals(ErrorCode.REFUSED_STREAM.ordinal(), client.came(2 * 299 + 1).reset);
    workers.runAll();
    client.wire.turn();
    assertEquals(0, handled);
    client.get(601, "/");
    workers.runAll();
    client.wire.turn();
    assertEquals(200, client.came(601).status);
  }

  /** MadeYouReset: the server resets for the client's fault, and the handler goes on. */
  @Test
  void streamsThatTheServerIsMadeToReset() {
    Http2Client client =
        client((request, response) -> postponed.add(response.later()), Handlers.IN_PLACE);
    int times =
        untilTurnedAway(client, 100_000, i -> client.get(2 * i + 1, "/").window(2 * i + 1, 0));
    isAbout(Http2Limits.RESETS + 1, times);
  }

  @Test
  void pings() {
    Http2Client client = client();
    int times =
        untilTurnedAway(
            client, 100_000, i -> client.frame(FrameType.PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8));
    isAbout(Http2Limits.IDLE_FRAMES, times);
  }

  @Test
  void settings() {
    Http2Client client = client();
    Output out = new Output(64);
    FrameWriter.settings(out, PeerSettings.INITIAL_WINDOW_SIZE, 100);
    byte[] frame = Http2Client.bytes(out);
    isAbout(
        Http2Limits.IDLE_FRAMES, untilTurnedAway(client, 100_000, i -> client.wire.feed(frame)));
  }

  @Test
  void windowUpdates() {
    Http2Client client = client();
    isAbout(Http2Limits.IDLE_FRAMES, untilTurnedAway(client, 100_000, i -> client.window(0, 1)));
  }

  @Test
  void prioritiesAndTypesThatNobodyKnows() {
    Http2Client client = client();
    int times =
        untilTurnedAway(
            client,
            100_000,
            i -> client.frame(FrameType.PRIORITY, 0, 5, 0, 0, 0, 3, 7).frame(0x77, 0, 0));
    isAbout(Http2Limits.IDLE_FRAMES / 2, times);
  }

  @Test
  void emptyData() {
    Http2Client client = client();
    client.headers(1, false, Http2Client.request("POST", "/"));
    isAbout(
        Http2Limits.IDLE_FRAMES, untilTurnedAway(client, 100_000, i -> client.data(1, false, "")));
  }

  @Test
  void continuationsWithoutEnd() {
    Http2Client client = client();
    client.frame(FrameType.HEADERS, FrameType.END_STREAM, 1, 0x82);
    int times =
        untilTurnedAway(
            client, 1000, i -> client.frame(FrameType.CONTINUATION, 0, 1, 0x00, 1, 'a', 1, 'b'));
    isAbout(33, times);
  }

  @Test
  void aBlockWithoutEnd() {
    Http2Client client = client();
    client.frame(FrameType.HEADERS, FrameType.END_STREAM, 1, 0x82);
    byte[] part = Http2Client.frame(FrameType.CONTINUATION, 0, 1, new byte[16_000]);
    assertTrue(untilTurnedAway(client, 10, i -> client.wire.feed(part)) <= 3);
  }

  /** A byte that stands for a large field, many times: the request is refused, and that is all. */
  @Test
  void aBombOfFields() {
    Http2Client client = client();
    Output out = new Output(64);
    out.put(Http2Client.request("GET", "/"));
    for (byte b : new byte[] {0x40, 1, 'a', 0x7f, (byte) 0xa1, 0x1e}) {
      out.put(b);
    }
    out.put("b".repeat(4000).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    for (int i = 0; i < 10_000; i++) {
      out.put((byte) 0xbe);
    }
    client.headers(1, true, Http2Client.bytes(out));
    assertEquals(431, client.came(1).status);
    assertTrue(client.wire.mostKept() < 64 * 1024, "bytes: " + client.wire.mostKept());
    assertEquals(200, client.get(3, "/").came(3).status);
  }

  /** Answers that may not leave are kept up to a limit, others wait, and time ends them. */
  @Test
  void windowsThatStayShut() {
    Http2Client client =
        client(
                (request, response) -> {
                  handled++;
                  response.send(Status.OK, new byte[200_000]);
                },
                Handlers.IN_PLACE)
            .keepsWindowsShut();
    Output out = new Output(64);
    FrameWriter.settings(out, PeerSettings.INITIAL_WINDOW_SIZE, 0);
    client.send(out);
    for (int i = 0; i < 100; i++) {
      client.get(2 * i + 1, "/");
    }
    assertTrue(handled <= 7, "handled: " + handled);
    assertTrue(client.wire.mostKept() < 3 * 1024 * 1024, "bytes: " + client.wire.mostKept());
    client.wire.pass(HttpLimits.DEFAULT.idleNanos() + 1);
    assertEquals(CANCEL, client.came(1).reset);
    assertEquals(Session.State.OPEN, client.wire.state());
  }

  /** What is asked for earns what goes with it. */
  @Test
  void aBusyClientMayPing() {
    Http2Client client = client();
    for (int i = 0; i < 5000; i++) {
      client.get(2 * i + 1, "/").frame(FrameType.PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    }
    assertEquals(5000, handled);
    assertEquals(Session.State.OPEN, client.wire.state());
  }

  @Test
  void timeEarnsResetsAnew() {
    Http2Client client =
        client((request, response) -> postponed.add(response.later()), Handlers.IN_PLACE);
    for (int i = 0; i < 2 * Http2Limits.RESETS; i++) {
      client.get(2 * i + 1, "/").frame(FrameType.RST_STREAM, 0, 2 * i + 1, 0, 0, 0, 8);
      client.wire.pass(25_000_000);
    }
    assertEquals(Session.State.OPEN, client.wire.state());
  }
}
