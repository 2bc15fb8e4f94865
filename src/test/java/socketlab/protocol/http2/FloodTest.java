// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.bound.Http2Limits;
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

  private void answer(Request request, Response response) {
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

  /** What a client may do to have its stream reset by the server, each as often as a reset. */
  @ParameterizedTest
  @EnumSource
  void madeYouReset(Fault fault) {
    Http2Client client =
        client((request, response) -> postponed.add(response.later()), Handlers.IN_PLACE);
    int times = untilTurnedAway(client, 100_000, i -> fault.act(client, 2 * i + 1));
    isAbout(Http2Limits.RESETS + 1, times);
    assertEquals(0, client.wire.session().kept());
  }

  /** Faults of a stream, RFC 9113 sections 5.1, 6.9, 8.1.1 and RFC 7540 section 5.3.1. */
  enum Fault {
    A_WINDOW_OPENED_BY_NOTHING {
      @Override
      void act(Http2Client client, int stream) {
        client.get(stream, "/").window(stream, 0);
      }
    },
    A_WINDOW_OPENED_TOO_FAR {
      @Override
      void act(Http2Client client, int stream) {
        client.get(stream, "/").window(stream, FrameType.LARGEST);
      }
    },
    DATA_BEHIND_THE_END {
      @Override
      void act(Http2Client client, int stream) {
        client.get(stream, "/").data(stream, false, "x");
      }
    },
    FIELDS_BEHIND_THE_END {
      @Override
      void act(Http2Client client, int stream) {
        client.get(stream, "/").headers(stream, true, Http2Client.block("x", "y"));
      }
    },
    MORE_THAN_ITS_LENGTH {
      @Override
      void act(Http2Client client, int stream) {
        Field length = new Field("content-length", "1");
        client.headers(stream, false, Http2Client.request("POST", "/", length));
        client.data(stream, true, "xy");
      }
    },
    A_STREAM_THAT_DEPENDS_ON_ITSELF {
      @Override
      void act(Http2Client client, int stream) {
        byte[] block = Http2Client.request("GET", "/");
        Output out = new Output(64);
        FrameWriter.head(
            5 + block.length,
            FrameType.HEADERS,
            FrameType.END_HEADERS | FrameType.END_STREAM | FrameType.HAS_PRIORITY,
            stream,
            out);
        out.put(new byte[] {0, 0, (byte) (stream >> 8), (byte) stream, 7});
        out.put(block);
        client.send(out);
      }
    };

    abstract void act(Http2Client client, int stream);
  }

  /** PRIORITY frames that make two streams depend on each other say nothing here, and count. */
  @Test
  void dependencyCycles() {
    Http2Client client = client();
    int times =
        untilTurnedAway(
            client,
            100_000,
            i ->
                client
                    .frame(FrameType.PRIORITY, 0, 5, 0, 0, 0, 7, 1)
                    .frame(FrameType.PRIORITY, 0, 7, 0, 0, 0, 5, 1));
    isAbout(Http2Limits.IDLE_FRAMES / 2, times);
  }

  /** Answers that wait for the connection's window go with their streams. */
  @Test
  void resetsKeepNoAnswersThatWaitForAWindow() {
    Http2Client client =
        client((request, response) -> response.send(Status.OK, new byte[1000]), Handlers.IN_PLACE)
            .keepsWindowsShut();
    for (int i = 0; i < 66; i++) {
      client.get(2 * i + 1, "/");
    }
    for (int i = 66; i < 400; i++) {
      client.get(2 * i + 1, "/");
      // Each is asked for anew, and waits for the connection's window again.
      client.window(2 * i + 1, 1).window(2 * i + 1, 1);
      assertEquals(2, streams(client).scheduler.starvedCount());
      client.frame(FrameType.RST_STREAM, 0, 2 * i + 1, 0, 0, 0, 8);
    }
    assertEquals(1, streams(client).scheduler.starvedCount());
    assertTrue(client.wire.session().kept() < 16 * 1024, "bytes: " + client.wire.session().kept());
    client.window(0, 1000);
    assertEquals(1000, client.came(131).body.length());
  }

  private static Http2Streams streams(Http2Client client) {
    return ((Http2Session) client.wire.session()).streams;
  }

  /** Requests that wait behind one for which the workers have no room go when they are reset. */
  @Test
  void resetsKeepNoRequestsThatWaitForWorkers() {
    ManualWorkers workers = new ManualWorkers(1);
    Http2Client client = client(this::answer, workers);
    client.get(1, "/").get(3, "/");
    for (int i = 2; i < 400; i++) {
      client.get(2 * i + 1, "/").frame(FrameType.RST_STREAM, 0, 2 * i + 1, 0, 0, 0, 8);
    }
    assertEquals(1, workers.waiting());
    assertEquals(1, streams(client).dispatch.waitingCount());
    client.get(801, "/");
    while (workers.waiting() > 0) {
      workers.runAll();
      client.wire.turn();
    }
    assertEquals(3, handled, "those that were not reset");
    assertEquals(200, client.came(801).status);
  }

  /** An echo that takes no more until some of it has left, to a client that opens no window. */
  @Test
  void whoTakesNoMoreUntilItMaySendIsNotAskedWithoutEnd() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Http2Client client = client(new SmallEcho(), Handlers.IN_PLACE).keepsWindowsShut();
          Output out = new Output(64);
          FrameWriter.settings(out, PeerSettings.INITIAL_WINDOW_SIZE, 0);
          client.send(out).headers(1, false, Http2Client.request("POST", "/"));
          client.data(1, true, "0123456789".repeat(10));
          assertEquals(200, client.came(1).status);
          for (int i = 0; i < 10; i++) {
            client.window(1, 10);
          }
          assertEquals("0123456789".repeat(10), client.came(1).body.toString());
          assertTrue(client.came(1).ended);
        });
  }

  /** Sends back what comes, with room for ten bytes. */
  private static final class SmallEcho implements HttpHandler, BodyConsumer, BodyProducer {
    private final Output room = new Output(16);
    private boolean ended;
    private Runnable waker;

    @Override
    public boolean streamsBody(Request head) {
      return true;
    }

    @Override
    public void handle(Request request, Response response) {
      request.receive(this);
      waker = response.waker();
      response.stream(Status.OK, this);
    }

    @Override
    public int receive(byte[] bytes, int from, int to) {
      int count = Math.min(10 - room.size(), to - from);
      room.put(bytes, from, count);
      if (count > 0) {
        waker.run();
      }
      return count;
    }

    @Override
    public void ended(List<Field> trailers) {
      ended = true;
      waker.run();
    }

    @Override
    public Next produce(Output out, int most) {
      int count = Math.min(most, room.size());
      out.put(room.array(), room.offset(), count);
      room.sent(count);
      if (!room.isEmpty()) {
        return Next.MORE;
      }
      return ended ? Next.END : Next.LATER;
    }

    @Override
    public void closed() {}
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
