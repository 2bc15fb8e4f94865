// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http1.client.ResponseReader;

/** Status, fields and body of each response of a stream, in whatever pieces it comes. */
@Timeout(20)
class ResponseReaderTest {
  private static final String STREAM =
      "HTTP/1.1 200 OK\r\n"
          + "ETag: \"7\"\r\n"
          + "Content-Length: 5\r\n\r\n"
          + "helloHTTP/1.1 404 Not Found\r\n"
          + "content-length:0\r\n\r\n"
          + "HTTP/1.1 304 Not Modified\r\n"
          + "etag:  \"8\" \r\n\r\n"
          + "HTTP/1.1 100 Continue\r\n\r\n"
          + "HTTP/1.1 200 OK\r\n"
          + "Content-Length: 1\r\n\r\n"
          + "xHTTP/1.1 200 OK\r\n"
          + "Transfer-Encoding: Chunked\r\n\r\n"
          + "5\r\n"
          + "hello\r\n"
          + "2\r\n"
          + " !\r\n"
          + "0\r\n\r\n"
          + "HTTP/1.1 503 No\r\n"
          + "Connection: close\r\n"
          + "Content-Length: 2\r\n\r\n"
          + "no";

  private static final List<String> READ =
      List.of(
          "200 hello \"7\"",
          "404  null",
          "304  \"8\"",
          "200 x null",
          "200 hello ! null",
          "503 no null");

  private final StringBuilder body = new StringBuilder();

  private final BodySink sink =
      new BodySink() {
        @Override
        public int take(byte[] bytes, int from, int to) {
          body.append(new String(bytes, from, to - from, StandardCharsets.UTF_8));
          return to - from;
        }

        @Override
        public int kept() {
          return 0;
        }
      };

  private List<String> read(ResponseReader reader, String text, int piece) throws HttpError {
    byte[] bytes = Http.bytes(text);
    List<String> read = new ArrayList<>();
    int from = 0;
    for (int to = 0; to < bytes.length; ) {
      to = Math.min(bytes.length, to + piece);
      int taken;
      do {
        byte[] offered = Arrays.copyOfRange(bytes, from, to);
        taken = reader.read(offered, 0, offered.length);
        from += taken;
        if (reader.isComplete()) {
          read.add(reader.status() + " " + body + " " + reader.field("etag"));
          body.setLength(0);
          reader.next();
        }
      } while (taken > 0 && from < to);
    }
    assertEquals(bytes.length, from, "bytes left over");
    return read;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 10_000})
  void readsEveryResponseInAnyPieces(int piece) throws HttpError {
    assertEquals(READ, read(new ResponseReader(false, sink), STREAM, piece));
  }

  @Test
  void theHeadCanBeLookedAtBeforeTheBodyComes() throws HttpError {
    ResponseReader reader = new ResponseReader(false, sink);
    byte[] head = Http.bytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata");
    assertEquals(head.length - 4, reader.read(head, 0, head.length));
    assertTrue(reader.hasHead());
    assertEquals("text/event-stream", reader.field("content-type"));
    assertNull(reader.field("content"));
    assertFalse(reader.isComplete());
    assertEquals(4, reader.read(head, head.length - 4, head.length));
    assertEquals("data", body.toString());
    assertTrue(reader.endOfInput());
    assertTrue(reader.isComplete());
  }

  @Test
  void anotherProtocolIsAnAnswerOnlyToWhoAskedForIt() throws HttpError {
    byte[] bytes = Http.bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nframes");
    ResponseReader asked = new ResponseReader(true, sink);
    assertEquals(bytes.length - 6, asked.read(bytes, 0, bytes.length));
    assertEquals(101, asked.status());
    assertTrue(asked.isComplete());
    assertThrows(
        HttpError.class, () -> new ResponseReader(false, sink).read(bytes, 0, bytes.length));
  }

  @Test
  void whatNeedsTheCloseIsNotCompleteBeforeIt() throws HttpError {
    ResponseReader reader = new ResponseReader(false, sink);
    read(reader, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", 100);
    assertFalse(reader.endOfInput());
    assertFalse(reader.isComplete());
  }
}
