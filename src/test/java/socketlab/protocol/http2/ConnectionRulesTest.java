// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Handlers;
import socketlab.protocol.Session;
import socketlab.protocol.Wire;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http1.Http1Session;
import socketlab.protocol.http2.bound.Http2Limits;
import socketlab.protocol.http2.frame.FrameType;

/** What is said of a connection beside requests, and what is read and passed over. */
@Timeout(20)
class ConnectionRulesTest {
  private final List<Throwable> failures = new ArrayList<>();
  private final HttpConfig config =
      new HttpConfig(this::answer, HttpLimits.DEFAULT, HttpDate.NONE, failures::add);

  private void answer(Request request, Response response) {
    response.send(Status.OK, (request.path() + " " + request.bodyLength()).getBytes(ISO_8859_1));
  }

  private Http2Client client() {
    return new Http2Client(config, Handlers.IN_PLACE).begin();
  }

  /** RFC 9113 section 3.1 has dropped it; RFC 9110 section 7.8: who ignores Upgrade goes on. */
  @Test
  void theUpgradeOfHttp1IsPassedOver() {
    Wire wire = new Wire(Http1Session.factory(config, Http2Session.factory(config)));
    wire.feed(
        "GET /a HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n");
    assertTrue(wire.received().startsWith("HTTP/1.1 200 OK\r\n"), wire.received());
    assertFalse(wire.received().contains("101"));
    wire.feed("GET /b HTTP/1.1\r\nHost: lab\r\n\r\n");
    assertTrue(wire.received().endsWith("/b 0"), wire.received());
  }

  @Test
  void aPingComesBackWithItsBytes() {
    Http2Client client = client();
    client.frame(FrameType.PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertTrue(client.wire.received().endsWith("\0\0\u0008\6\1\0\0\0\0\1\2\3\4\5\6\7\u0008"));
    client.frame(FrameType.PING, FrameType.ACK, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    client.readAll();
    assertEquals(1, client.connection.stream().filter(f -> f.startsWith("PING")).count());
    assertEquals(Session.State.OPEN, client.wire.state());
  }

  /** They are read as RFC 7540 has them, and change nothing (RFC 9113 section 5.3.2). */
  @Test
  void prioritiesAreReadAndPassedOver() {
    Http2Client client = client();
    client.frame(FrameType.PRIORITY, 0, 9, 0x80, 0, 0, 3, 200);
    byte[] block = Http2Client.request("GET", "/p");
    byte[] payload = new byte[5 + block.length];
    payload[3] = 11;
    payload[4] = 16;
    System.arraycopy(block, 0, payload, 5, block.length);
    int flags = FrameType.END_HEADERS | FrameType.END_STREAM | FrameType.HAS_PRIORITY;
    client.wire.feed(Http2Client.frame(FrameType.HEADERS, flags, 1, payload));
    // RFC 9218 section 7.1: PRIORITY_UPDATE, which is of an extension.
    client.frame(0x10, 0, 0, 0, 0, 0, 3, 'u', '=', '1');
    client.get(3, "/q");
    assertEquals("/p 0", client.came(1).body.toString());
    assertEquals("/q 0", client.came(3).body.toString());
    assertEquals(-1, client.wentAway());
  }

  @Test
  void aPriorityThatIsNotWholeIsAnError() {
    Http2Client client = client();
    client.frame(FrameType.PRIORITY, 0, 9, 0, 0, 0, 3);
    assertEquals(
        socketlab.protocol.http2.frame.ErrorCode.FRAME_SIZE_ERROR.ordinal(), client.wentAway());
  }

  /** A client that waits for every byte of its window back gets them, also those of padding. */
  @Test
  void windowsComeBackWhateverTheyWereUsedFor() {
    Http2Client client = client();
    client.headers(1, false, Http2Client.request("POST", "/"));
    for (int sent = 0; sent < 3 * Http2Limits.STREAM_WINDOW; sent += 256) {
      int window = Http2Limits.STREAM_WINDOW + client.opened(1) - sent;
      assertTrue(window >= 256, "after " + sent + " bytes the window is " + window);
      client.wire.feed(paddedOnly());
    }
    client.data(1, true, "x");
    assertEquals("/ 1", client.came(1).body.toString());
  }

  /** DATA without a byte of data: a length, and 255 bytes of padding. */
  private static byte[] paddedOnly() {
    byte[] payload = new byte[256];
    payload[0] = (byte) 255;
    return Http2Client.frame(FrameType.DATA, FrameType.PADDED, 1, payload);
  }

  /**
   * A body that comes and is taken a byte at a time ends, though each window is used to its end.
   */
  @Test
  void aByteHeldBackIsNotForgotten() {
    Http2Client client = client();
    client.headers(1, false, Http2Client.request("POST", "/"));
    for (int i = 0; i < 4; i++) {
      client.data(1, false, "x".repeat(16 * 1024 - 1));
      client.data(1, false, "y");
    }
    for (int i = 0; i < 4; i++) {
      client.data(1, i == 3, "x".repeat(16 * 1024));
    }
    assertEquals("/ 131072", client.came(1).body.toString());
    assertEquals(-1, client.came(1).reset);
  }
}
