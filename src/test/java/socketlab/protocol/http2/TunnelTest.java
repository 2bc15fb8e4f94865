// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.bound.Http2Limits;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;
import socketlab.protocol.websocket.ClientFrames;
import socketlab.protocol.websocket.ServerFrames;
import socketlab.protocol.websocket.WebSocket;
import socketlab.protocol.websocket.WebSocketConfig;
import socketlab.protocol.websocket.WebSocketHandler;
import socketlab.protocol.websocket.WebSocketUpgrade;

/** WebSockets on streams (RFC 8441), each beside the others and beside requests. */
@Timeout(30)
class TunnelTest {
  private static final Field VERSION = new Field("sec-websocket-version", "13");
  private static final long IDLE = HttpLimits.DEFAULT.idleNanos();

  private final List<Throwable> failures = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final List<WebSocket> sockets = new ArrayList<>();
  private final List<Response> postponed = new ArrayList<>();

  private Http2Client client(Handlers handlers, HttpHandler handler) {
    HttpConfig config = new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, failures::add);
    return new Http2Client(config, handlers).begin();
  }

  private Http2Client client() {
    return client(Handlers.IN_PLACE, this::answer);
  }

  private void answer(Request request, Response response) {
    if (request.path().equals("/ws")) {
      upgrade(request, response);
    } else {
      response.type(MediaType.TEXT).send(Status.OK, "plain".getBytes(ISO_8859_1));
    }
  }

  private void upgrade(Request request, Response response) {
    WebSocketConfig config = WebSocketConfig.of(HttpLimits.DEFAULT, failures::add);
    WebSocketUpgrade.answer(request, response, config, new Echo(), "a", "b");
  }

  private class Echo implements WebSocketHandler {
    @Override
    public void opened(WebSocket socket) {
      sockets.add(socket);
    }

    @Override
    public void message(WebSocket socket, boolean text, byte[] bytes, int from, int length) {
      heard.add(new String(bytes, from, length, ISO_8859_1));
      socket.text(bytes, from, length);
    }

    @Override
    public void closed(int code) {
      heard.add("closed " + code);
    }
  }

  private static byte[] text(String text) {
    return new ClientFrames().text(text).bytes();
  }

  private static byte[] close() {
    return new ClientFrames().close(1000).bytes();
  }

  @Test
  void theServerSaysThatItKnowsHow() {
    Http2Client client = client();
    String received = client.wire.received();
    assertTrue(received.contains("\0\u0008\0\0\0\u0001"), "SETTINGS_ENABLE_CONNECT_PROTOCOL = 1");
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void messagesComeBackAndACloseIsAnswered(boolean byWorkers) {
    Handlers handlers = byWorkers ? ManualWorkers.AT_ONCE : Handlers.IN_PLACE;
    Http2Client client = client(handlers, this::answer);
    client.connect(1, "websocket", "/ws", VERSION, new Field("sec-websocket-protocol", "x, b"));
    assertEquals(200, client.came(1).status);
    assertEquals(List.of("b"), values(client, "sec-websocket-protocol"));
    assertEquals(List.of(), values(client, "sec-websocket-accept"));
    client.data(1, false, text("hello"));
    client.get(3, "/");
    client.data(1, false, text("again"));
    client.wire.turn();
    assertEquals("plain", client.came(3).body.toString());
    assertEquals("\u0081\u0005hello\u0081\u0005again", client.came(1).body.toString());
    client.data(1, false, close());
    assertTrue(client.came(1).body.toString().endsWith("\u0088\u0002\u0003\u00e8"));
    assertTrue(client.came(1).ended);
    assertEquals(-1, client.came(1).reset, "the client has its turn to end the stream");
    client.data(1, true, "");
    assertEquals(-1, client.came(1).reset);
    assertEquals(List.of("hello", "again", "closed 1000"), heard);
    assertEquals(0, client.wire.session().kept());
    assertEquals(List.of(), failures);
  }

  private static List<String> values(Http2Client client, String name) {
    return client.came(1).fields.stream().filter(f -> f.isNamed(name)).map(Field::value).toList();
  }

  @Test
  void whatComesBehindTheRequestIsForTheSession() {
    Http2Client client =
        client(
            Handlers.IN_PLACE,
            (request, response) -> {
              Response later = response.later();
              postponed.add(later);
              later.switchTo(
                  "websocket",
                  socketlab.protocol.websocket.WebSocketSession.factory(
                      WebSocketConfig.of(HttpLimits.DEFAULT, failures::add), new Echo()));
            });
    byte[] message = text("early");
    client.connect(1, "websocket", "/ws", VERSION);
    client.data(1, false, java.util.Arrays.copyOf(message, 3));
    client.data(1, true, java.util.Arrays.copyOfRange(message, 3, message.length));
    client.wire.turn();
    assertEquals("\u0081\u0005early", client.came(1).body.substring(0, 7));
    assertTrue(client.came(1).ended);
    assertEquals(List.of("early", "closed 1006"), heard);
  }

  /** An answer that is late, by another thread, with bytes that come meanwhile. */
  @Test
  void bytesWaitForALateAnswer() {
    Http2Client client =
        client(
            Handlers.IN_PLACE,
            (request, response) -> {
              postponed.add(response.later(new Pending() {}));
            });
    client.connect(1, "websocket", "/ws", VERSION);
    client.data(1, false, text("early"));
    assertEquals(0, client.came(1).status);
    postponed
        .getFirst()
        .switchTo(
            "websocket",
            socketlab.protocol.websocket.WebSocketSession.factory(
                WebSocketConfig.of(HttpLimits.DEFAULT, failures::add), new Echo()));
    client.wire.turn();
    assertEquals("\u0081\u0005early", client.came(1).body.toString());
  }

  @Test
  void aHandlerThatIsWokenSendsByItself() {
    Http2Client client =
        client(
            Handlers.IN_PLACE,
            (request, response) ->
                WebSocketUpgrade.answer(
                    request,
                    response,
                    WebSocketConfig.of(HttpLimits.DEFAULT, failures::add),
                    new Echo() {
                      @Override
                      public void resumed(WebSocket socket) {
                        socket.text("news");
                      }
                    }));
    client.connect(1, "websocket", "/ws", VERSION);
    assertEquals(200, client.came(1).status);
    int before = client.came(1).body.length();
    sockets.getFirst().waker().run();
    client.wire.turn();
    assertTrue(client.came(1).body.length() > before);
  }

  /** What is sent waits for windows, and is bounded by the high-water mark and one message. */
  @Test
  void aPeerWithoutAWindowHoldsTheSessionBack() {
    Http2Client client = client().keepsWindowsShut();
    Output out = new Output(64);
    FrameWriter.settings(out, PeerSettings.INITIAL_WINDOW_SIZE, 0);
    client.send(out);
    client.connect(1, "websocket", "/ws", VERSION);
    byte[] message = text("x".repeat(10_000));
    for (int i = 0; i < 6; i++) {
      client.data(1, false, message);
    }
    assertEquals(0, client.came(1).body.length());
    assertTrue(client.wire.mostKept() < 400_000, "bytes: " + client.wire.mostKept());
    assertEquals(200, client.get(3, "/").came(3).status);
    int before = client.came(1).body.length();
    client.window(1, 70_000);
    assertEquals(60_024, client.came(1).body.length() - before);
    client.wire.pass(IDLE / 2 + 1);
    assertEquals(-1, client.came(1).reset);
  }

  /** Who reads nothing, and sends on as far as the server lets it, is not read for ever. */
  @Test
  void aPeerThatReadsNothingIsNotReadOn() {
    Http2Client client = client().keepsWindowsShut();
    Output out = new Output(64);
    FrameWriter.settings(out, PeerSettings.INITIAL_WINDOW_SIZE, 0);
    client.send(out);
    client.connect(1, "websocket", "/ws", VERSION);
    byte[] message = text("x".repeat(10_000));
    int sent = 0;
    while (sent < 2_000_000
        && Http2Limits.STREAM_WINDOW + client.opened(1) - sent >= message.length) {
      client.data(1, false, message);
      sent += message.length;
    }
    assertEquals(-1, client.came(1).reset);
    assertTrue(sent < 4 * Http2Limits.STREAM_WINDOW, sent + " bytes were taken");
  }

  @Test
  void aWindowThatStaysShutEndsTheStreamAlone() {
    Http2Client client = client().keepsWindowsShut();
    Output out = new Output(64);
    FrameWriter.settings(out, PeerSettings.INITIAL_WINDOW_SIZE, 0);
    client.send(out);
    client.connect(1, "websocket", "/ws", VERSION);
    client.data(1, false, text("x"));
    for (long passed = 0; passed <= IDLE; passed += IDLE / 4) {
      // That the session is woken meanwhile gives the client no more time.
      sockets.getFirst().waker().run();
      client.wire.pass(IDLE / 4 + 1);
    }
    assertEquals(ErrorCode.CANCEL.ordinal(), client.came(1).reset);
    assertEquals(List.of("x", "closed 1006"), heard);
    assertEquals(Session.State.OPEN, client.wire.state());
  }

  @Test
  void theSessionsPatienceIsItsOwn() {
    Http2Client client = client();
    client.connect(1, "websocket", "/ws", VERSION);
    client.came(1);
    client.wire.pass(IDLE / 2 + 1);
    assertEquals("\u0089\0", client.came(1).body.toString(), "a Ping");
    client.wire.pass(IDLE);
    assertTrue(client.came(1).ended, "and then the end");
    assertEquals(Session.State.OPEN, client.wire.state());
    client.wire.pass(TimeUnit.SECONDS.toNanos(60));
    assertEquals(0, client.came(1).reset, "the peer never ended its side");
  }

  @Test
  void aStopEndsEachInItsOwnWay() {
    Http2Client client = client();
    client.connect(1, "websocket", "/ws", VERSION).connect(3, "websocket", "/ws", VERSION);
    client.came(1);
    client.wire.stop();
    assertEquals(List.of("close 1001"), ServerFrames.of(client.came(1).body.toString()));
    assertEquals(List.of("close 1001"), ServerFrames.of(client.came(3).body.toString()));
    client.data(1, true, close()).data(3, true, close());
    client.readAll();
    assertTrue(client.came(3).ended);
    client.readAll();
    assertTrue(client.wire.state().isLast());
  }

  @Test
  void aResetIsTheEndOfOneSession() {
    Http2Client client = client();
    client.connect(1, "websocket", "/ws", VERSION).connect(3, "websocket", "/ws", VERSION);
    client.came(1);
    client.frame(socketlab.protocol.http2.frame.FrameType.RST_STREAM, 0, 1, 0, 0, 0, 8);
    assertEquals(List.of("closed 1006"), heard);
    client.data(3, false, text("still"));
    assertEquals("\u0081\u0005still", client.came(3).body.toString());
    client.wire.close();
    assertEquals(List.of("closed 1006", "still", "closed 1006"), heard);
    assertEquals(List.of(), failures);
  }

  @Test
  void aBrokenRuleEndsTheStreamAlone() {
    Http2Client client = client();
    client.connect(1, "websocket", "/ws", VERSION);
    client.data(1, false, "\u0081\u0001x").data(1, false, "more");
    assertTrue(client.came(1).body.toString().startsWith("\u0088"), "1002");
    assertTrue(client.came(1).ended);
    assertEquals(200, client.get(3, "/").came(3).status);
  }

  /** A success would tell the client that it may go on in its protocol. */
  @Test
  void aResourceThatSpeaksNoOtherProtocolSaysSo() {
    Http2Client client = client();
    client.connect(1, "websocket", "/", VERSION);
    assertEquals(501, client.came(1).status);
    assertTrue(client.came(1).ended);
    client.connect(3, "other", "/ws", VERSION);
    assertEquals(426, client.came(3).status);
    client.connect(5, "websocket", "/ws");
    assertEquals(426, client.came(5).status);
    assertEquals(426, client.get(7, "/ws").came(7).status);
    assertEquals(List.of(), failures);
  }

  @ParameterizedTest
  @CsvSource({
    "':method CONNECT :protocol websocket :scheme http :path /ws'",
    "':method CONNECT :protocol websocket :scheme http :authority lab'",
    "':method CONNECT :protocol websocket :path /ws :authority lab'",
    "':method GET :protocol websocket :scheme http :path /ws :authority lab'",
    "':method CONNECT :protocol websocket :protocol x :scheme http :path /ws :authority lab'",
  })
  void whatIsMalformedIsReset(String fields) {
    Http2Client client = client();
    client.headers(1, false, Http2Client.block(fields.split(" ")));
    assertEquals(ErrorCode.PROTOCOL_ERROR.ordinal(), client.came(1).reset);
    assertEquals(200, client.get(3, "/").came(3).status);
  }

  @Test
  void aConnectWithABodyOrWithoutAStreamIsNone() {
    Http2Client client = client();
    String fields = ":method CONNECT :protocol websocket :scheme http :path /ws :authority lab";
    client.headers(1, true, Http2Client.block(fields.split(" ")));
    assertEquals(400, client.came(1).status);
    client.headers(3, false, Http2Client.block((fields + " content-length 5").split(" ")));
    assertEquals(400, client.came(3).status);
  }
}
