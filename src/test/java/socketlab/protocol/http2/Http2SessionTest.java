// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.Wire;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http1.Http1Session;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;

/** Streams, windows, the end, and how a connection comes to be HTTP/2. */
@Timeout(60)
class Http2SessionTest {
  private static final int PROTOCOL_ERROR = ErrorCode.PROTOCOL_ERROR.ordinal();
  private static final byte[] HELLO = "Hello, World!".getBytes(ISO_8859_1);

  private final List<Throwable> failures = new ArrayList<>();
  private final List<Response> postponed = new ArrayList<>();
  private int length = 13;

  private HttpConfig config(HttpHandler handler) {
    return new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, failures::add);
  }

  private Http2Client client(HttpHandler handler) {
    return new Http2Client(config(handler), Handlers.IN_PLACE).begin();
  }

  private void answer(Request request, Response response) {
    response.type(MediaType.TEXT).send(Status.OK, "x".repeat(length).getBytes(ISO_8859_1));
  }

  private static byte[] conversation() {
    Output out = new Output(64);
    out.put(socketlab.protocol.http2.frame.FrameParser.PREFACE);
    FrameWriter.settings(out);
    out.put(
        Http2Client.frame(
            FrameType.HEADERS,
            FrameType.END_HEADERS | FrameType.END_STREAM,
            1,
            Http2Client.request("GET", "/a")));
    out.put(
        Http2Client.frame(
            FrameType.HEADERS, FrameType.END_HEADERS, 3, Http2Client.request("POST", "/b")));
    byte[] padded = "\u0003hello!!!".getBytes(ISO_8859_1);
    out.put(Http2Client.frame(FrameType.DATA, FrameType.PADDED, 3, padded));
    out.put(Http2Client.frame(FrameType.PING, 0, 0, new byte[8]));
    out.put(Http2Client.frame(FrameType.DATA, FrameType.END_STREAM, 3, new byte[0]));
    return Http2Client.bytes(out);
  }

  /** Over HTTP/1.1's session, as a server opens it. */
  private Http2Client successor() {
    HttpConfig config =
        config(
            (request, response) -> {
              String body =
                  request.path() + new String(request.body(), 0, request.bodyLength(), ISO_8859_1);
              response.send(Status.OK, body.getBytes(ISO_8859_1));
            });
    return new Http2Client(
        new Wire(Http1Session.factory(config, Http2Session.factory(config)), Handlers.IN_PLACE));
  }

  @Test
  void itMakesNoDifferenceHowTheBytesAreCut() {
    byte[] bytes = conversation();
    for (int cut = 1; cut < bytes.length; cut++) {
      Http2Client client = successor();
      client.wire.feed(bytes, cut);
      assertEquals("/a", client.came(1).body.toString(), "cut at " + cut);
      assertEquals("/bhello", client.came(3).body.toString(), "cut at " + cut);
      assertTrue(client.came(3).ended);
    }
    Http2Client client = successor();
    client.wire.feedByteByByte(bytes);
    assertEquals("/bhello", client.came(3).body.toString());
    assertEquals(List.of(), failures);
  }

  @Test
  void aServerThatKnowsNoNewerVersionSaysSo() {
    Wire wire = new Wire(Http1Session.factory(config(this::answer)));
    wire.feed("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assertTrue(wire.received().startsWith("HTTP/1.1 505 "));
  }

  @Test
  void thePrefaceBehindARequestIsNone() {
    HttpConfig config = config(this::answer);
    Wire wire = new Wire(Http1Session.factory(config, Http2Session.factory(config)));
    wire.feed("GET / HTTP/1.1\r\nHost: lab\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assertTrue(wire.received().contains("HTTP/1.1 505 "));
  }

  @Test
  void answersLeaveAsTheyAreReady() {
    Http2Client client = client((request, response) -> postponed.add(response.later()));
    client.get(1, "/").get(3, "/");
    postponed.get(1).send(Status.OK, HELLO);
    client.wire.turn();
    assertTrue(client.came(3).ended);
    assertEquals(0, client.came(1).status);
  }

  @ParameterizedTest
  @CsvSource({"1", "13", "100"})
  void aWindowOfAnySizeDoes(int window) {
    length = 1000;
    Http2Client client =
        new Http2Client(config(this::answer), Handlers.IN_PLACE)
            .keepsWindowsShut()
            .begin(PeerSettings.INITIAL_WINDOW_SIZE, window);
    client.get(1, "/");
    assertEquals(window, client.came(1).body.length());
    for (int sent = window; sent < length; sent += window) {
      client.window(1, window);
    }
    assertEquals(length, client.came(1).body.length());
    assertTrue(client.came(1).ended);
  }

  /** Whether a body has ended is told without a window. */
  @Test
  void theEndNeedsNoWindow() {
    Http2Client client =
        new Http2Client(
                config((request, response) -> response.stream(Status.OK, new Once())),
                Handlers.IN_PLACE)
            .keepsWindowsShut()
            .begin(PeerSettings.INITIAL_WINDOW_SIZE, HELLO.length);
    client.get(1, "/");
    assertEquals("Hello, World!", client.came(1).body.toString());
    assertTrue(client.came(1).ended);
  }

  /** Makes its bytes in one go, and is asked again before it says that this was all. */
  private static final class Once implements BodyProducer {
    private int at;

    @Override
    public Next produce(Output out, int most) {
      if (at == HELLO.length) {
        return Next.END;
      }
      int count = Math.min(most, HELLO.length - at);
      out.put(HELLO, at, count);
      at += count;
      return Next.MORE;
    }
  }

  @Test
  void theConnectionsWindowIsSharedAndAStalledStreamStopsNoOther() {
    length = 60_000;
    Http2Client client =
        new Http2Client(config(this::answer), Handlers.IN_PLACE).keepsWindowsShut().begin();
    client.get(1, "/").get(3, "/");
    assertEquals(65_535, client.came(1).body.length() + client.came(3).body.length());
    client.window(0, 100_000);
    assertEquals(60_000, client.came(3).body.length());
    Output out = new Output(16);
    FrameWriter.settings(out, PeerSettings.INITIAL_WINDOW_SIZE, 10);
    client.send(out).get(5, "/");
    assertEquals(10, client.came(5).body.length());
    length = 5;
    assertEquals(5, client.get(7, "/").came(7).body.length());
    // A window below 0 is one too.
    Output none = new Output(16);
    FrameWriter.settings(none, PeerSettings.INITIAL_WINDOW_SIZE, 0);
    client.send(none).window(5, 9);
    assertEquals(10, client.came(5).body.length());
    client.window(5, 2);
    assertEquals(11, client.came(5).body.length());
  }

  @Test
  void aBodyMayBeLongerThanItsWindowIfSomebodyTakesIt() {
    int[] taken = {0};
    Taker taker =
        new Taker() {
          @Override
          public int receive(byte[] bytes, int from, int to) {
            taken[0] += to - from;
            return to - from;
          }
        };
    Http2Client client = client(taker);
    client.headers(1, false, Http2Client.request("POST", "/"));
    String piece = "x".repeat(16_000);
    for (int i = 0; i < 60; i++) {
      client.data(1, i == 59, piece);
    }
    assertEquals(60 * 16_000, taken[0]);
    assertEquals(200, client.came(1).status);
    assertTrue(client.connection.stream().anyMatch(frame -> frame.startsWith("WINDOW_UPDATE 1 ")));
    assertTrue(client.connection.stream().anyMatch(frame -> frame.startsWith("WINDOW_UPDATE 0 5")));
  }

  @Test
  void whoTakesNothingCostsAWindowAndStopsNoOther() {
    Taker taker =
        new Taker() {
          @Override
          public int receive(byte[] bytes, int from, int to) {
            return 0;
          }
        };
    Http2Client client = client(taker);
    client.headers(1, false, Http2Client.request("POST", "/"));
    String piece = "x".repeat(16_384);
    for (int i = 0; i < 4; i++) {
      client.data(1, false, piece);
    }
    assertEquals(-1, client.came(1).reset);
    assertEquals(200, client.get(3, "/").came(3).status);
    client.data(1, false, "x");
    assertEquals(ErrorCode.FLOW_CONTROL_ERROR.ordinal(), client.came(1).reset);
    assertTrue(taker.closed);
    assertEquals(200, client.get(5, "/").came(5).status);
  }

  /** Takes what a POST brings, and answers any other request at once. */
  private abstract static class Taker implements HttpHandler, BodyConsumer {
    private Response answer;
    boolean closed;

    @Override
    public boolean streamsBody(Request head) {
      return true;
    }

    @Override
    public void handle(Request request, Response response) {
      if (request.isStreamed()) {
        request.receive(this);
        answer = response.later();
      } else {
        response.send(Status.OK);
      }
    }

    @Override
    public void ended(List<Field> trailers) {
      answer.send(Status.OK);
    }

    @Override
    public void closed() {
      closed = true;
    }
  }

  @Test
  void hundredContinueIsSaidWhenTheBodyIsWanted() {
    Http2Client client = client(this::answer);
    client.headers(1, false, Http2Client.request("POST", "/", new Field("expect", "100-continue")));
    assertEquals(0, client.came(1).status);
    assertTrue(client.wire.received().contains("\u0003100") || !client.came(1).ended);
    client.data(1, true, "hello");
    assertEquals(200, client.came(1).status);
  }

  @ParameterizedTest
  @CsvSource({
    "':method GET :scheme http :path /', 400",
    "':method GET :scheme http :path / :authority lab/', 400",
    "':method GET :scheme http :path x :authority lab', 400",
    "':method GET :scheme http :path /%zz :authority lab', 400",
    "':method GET :scheme http :path / :authority lab host other', 400",
    "':method GET :scheme http :path / :authority lab expect more', 417",
    "':method GET :scheme ftp :path / :authority lab', 421",
    "':method CONNECT :authority lab:80', 501",
    "':method GET :scheme http :path / host lab', 200",
    "':method GET :scheme https :path / :authority lab host lab', 200",
  })
  void whatIsWellFormedIsAnswered(String fields, int status) {
    Http2Client client = client(this::answer);
    client.headers(1, true, Http2Client.block(fields.split(" ")));
    assertEquals(status, client.came(1).status);
    assertTrue(client.came(1).ended);
    assertEquals(200, client.get(3, "/").came(3).status);
  }

  @ParameterizedTest
  @CsvSource({
    "':method GET :scheme http :authority lab'",
    "':method GET :scheme http :path / :path / :authority lab'",
    "':method GET :scheme http :path / :authority lab :status 200'",
    "':method GET :scheme http :path / :authority lab connection close'",
    "':method GET :scheme http :path / :authority lab te gzip'",
    "':method GET :scheme http :path / :authority lab content-length 1'",
    "':method G(T :scheme http :path / :authority lab'",
    "':method GET :scheme http :path / x y :authority lab'",
  })
  void whatIsMalformedIsReset(String fields) {
    Http2Client client = client(this::answer);
    client.headers(1, true, Http2Client.block(fields.split(" ")));
    assertEquals(PROTOCOL_ERROR, client.came(1).reset);
    assertEquals(200, client.get(3, "/").came(3).status);
  }

  @Test
  void aLongHeaderIs431AndTheConnectionGoesOn() {
    Http2Client client = client(this::answer);
    Field large = new Field("x", "\u00ff".repeat(9_000));
    client.headers(1, true, Http2Client.request("GET", "/", large));
    assertEquals(200, client.came(1).status);
    Output out = new Output(64);
    out.put(Http2Client.request("GET", "/", large));
    out.put(new Field("y", "z".repeat(8_000)).compact());
    byte[] block = Http2Client.bytes(out);
    int half = block.length / 2;
    client.wire.feed(
        Http2Client.frame(
            FrameType.HEADERS, FrameType.END_STREAM, 3, java.util.Arrays.copyOf(block, half)));
    client.wire.feed(
        Http2Client.frame(
            FrameType.CONTINUATION,
            FrameType.END_HEADERS,
            3,
            java.util.Arrays.copyOfRange(block, half, block.length)));
    assertEquals(431, client.came(3).status);
    assertEquals(200, client.get(5, "/").came(5).status);
  }

  @Test
  void aHeadOfAnyLengthIsSplit() {
    Http2Client client =
        client(
            (request, response) ->
                response
                    .field("x", "\u00ff".repeat(20_000))
                    .field("y", "\u00ff".repeat(20_000))
                    .send(Status.OK, HELLO));
    client.wire.feed(
        Http2Client.frame(
            FrameType.HEADERS,
            FrameType.END_HEADERS | FrameType.END_STREAM,
            1,
            Http2Client.request("GET", "/")));
    String received = client.wire.received();
    assertTrue(received.length() > 40_000);
    assertTrue(received.endsWith("Hello, World!"));
  }

  /** RFC 7541 section 4.2: a peer that makes its table smaller waits to hear of it. */
  @Test
  void aSmallerTableIsToldOnce() {
    Http2Client client =
        new Http2Client(config(this::answer), Handlers.IN_PLACE)
            .begin(PeerSettings.HEADER_TABLE_SIZE, 0);
    client.get(1, "/").get(3, "/");
    assertEquals(200, client.came(1).status);
    String received = client.wire.received();
    int first = received.indexOf("\u0001\u0004\0\0\0\u0001");
    int second = received.indexOf("\u0001\u0004\0\0\0\u0003");
    assertEquals(0x20, received.charAt(first + 6));
    assertEquals(0x88, received.charAt(second + 6));
  }

  @Test
  void theStopIsToldInTwoSteps() {
    Http2Client client = client((request, response) -> postponed.add(response.later()));
    client.get(1, "/");
    client.wire.stop();
    assertTrue(client.wire.conversation().isStopTold());
    client.readAll();
    assertEquals("GOAWAY 2147483647 0", client.connection.get(3));
    // The client has heard: it answers the ping by itself.
    client.readAll();
    assertEquals("GOAWAY 1 0", client.connection.getLast());
    assertEquals(Session.State.OPEN, client.wire.state());
    postponed.getFirst().send(Status.OK, HELLO);
    client.wire.turn();
    assertTrue(client.came(1).ended);
    assertTrue(client.wire.state().isLast());
  }

  @Test
  void anIdleConnectionEnds() {
    Http2Client client = client(this::answer);
    client.get(1, "/");
    client.wire.pass(HttpLimits.DEFAULT.idleNanos() + 1);
    assertEquals(0, client.wentAway());
    assertEquals(Session.State.OVER, client.wire.state());
  }

  @Test
  void aFrameHasItsTimeAndSoHasABody() {
    Http2Client client = client(this::answer);
    client.headers(1, false, Http2Client.request("POST", "/"));
    client.wire.pass(HttpLimits.DEFAULT.headerNanos() + 1);
    assertEquals(408, client.came(1).status);
    assertEquals(0, client.came(1).reset);
    client.wire.feed(new byte[] {0, 0, 8, 6});
    client.wire.pass(HttpLimits.DEFAULT.headerNanos() + 1);
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM.ordinal(), client.wentAway());
  }

  @Test
  void requestsThatFindNoWorkerWait() {
    ManualWorkers workers = new ManualWorkers(2);
    Http2Client client = new Http2Client(config(this::answer), workers).begin();
    for (int i = 0; i < 6; i++) {
      client.get(2 * i + 1, "/");
    }
    assertEquals(2, workers.waiting());
    while (workers.waiting() > 0) {
      workers.runLast();
      client.wire.turn();
    }
    for (int i = 0; i < 6; i++) {
      assertTrue(client.came(2 * i + 1).ended);
    }
    assertFalse(client.wire.wantsDrain());
  }

  @Test
  void aConnectionThatGoesTellsWhoAnswers() {
    List<String> heard = new ArrayList<>();
    Http2Client client =
        client(
            (request, response) ->
                response.later(
                    new socketlab.protocol.http.Pending() {
                      @Override
                      public void closed() {
                        heard.add("closed");
                      }
                    }));
    client.get(1, "/").frame(FrameType.RST_STREAM, 0, 1, 0, 0, 0, 8);
    assertEquals(List.of("closed"), heard);
    client.get(3, "/");
    client.wire.close();
    assertEquals(List.of("closed", "closed"), heard);
  }

  @Test
  void theShortWayAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Field date = new Field("Date", "Thu, 01 Jan 2026 00:00:00 GMT");
    HttpConfig config =
        new HttpConfig(
            (request, response) -> response.type(MediaType.TEXT).send(Status.OK, HELLO),
            HttpLimits.DEFAULT,
            () -> date,
            failures::add);
    Session session = new Wire(Http2Session.factory(config)).session();
    Output out = new Output(256 * 1024);
    Output begin = new Output(64);
    begin.put(socketlab.protocol.http2.frame.FrameParser.PREFACE);
    FrameWriter.settings(begin);
    session.receive(begin.array(), 0, begin.size(), out);
    byte[] request =
        Http2Client.frame(
            FrameType.HEADERS,
            FrameType.END_HEADERS | FrameType.END_STREAM,
            1,
            Http2Client.request("GET", "/plaintext", new Field("user-agent", "lab")));
    byte[] window = Http2Client.frame(FrameType.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 13});
    byte[] bytes = new byte[100 * (request.length + window.length)];
    int stream = 1;
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 20 && allocated != 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        int at = 0;
        for (int j = 0; j < 100; j++) {
          System.arraycopy(request, 0, bytes, at, request.length);
          bytes[at + 5] = (byte) (stream >> 24);
          bytes[at + 6] = (byte) (stream >> 16);
          bytes[at + 7] = (byte) (stream >> 8);
          bytes[at + 8] = (byte) stream;
          at += request.length;
          System.arraycopy(window, 0, bytes, at, window.length);
          at += window.length;
          stream += 2;
        }
        if (session.receive(bytes, 0, at, out) != at
            || session.state() != Session.State.OPEN
            || session.taken() != 100) {
          throw new AssertionError("not as usual");
        }
        out.sent(out.size());
      }
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(List.of(), failures);
    assertEquals(0, allocated);
  }
}
