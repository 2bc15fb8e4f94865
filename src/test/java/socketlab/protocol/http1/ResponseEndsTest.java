// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http1.client.ResponseReader;

/** Where each response of a stream ends, in whatever pieces it comes. */
@Timeout(20)
class ResponseEndsTest {
  private static final String STREAM =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
          + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain"
          + "HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n"
          + "HTTP/1.1 204 No Content\r\n\r\n"
          + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
          + "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
          + "HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno";

  private static final List<Integer> STATUSES = List.of(200, 200, 404, 204, 200, 200, 503);

  /** Statuses of all complete responses, fed with at most so many new bytes at once. */
  private static List<Integer> statuses(ResponseReader reader, String text, int piece)
      throws HttpError {
    byte[] bytes = Http.bytes(text);
    List<Integer> statuses = new ArrayList<>();
    int from = 0;
    for (int to = 0; to < bytes.length; ) {
      to = Math.min(bytes.length, to + piece);
      int taken;
      do {
        // As a connection does: what was not taken is offered again, in an array of its own.
        byte[] offered = Arrays.copyOfRange(bytes, from, to);
        taken = reader.read(offered, 0, offered.length);
        from += taken;
        if (reader.isComplete()) {
          statuses.add(reader.status());
          reader.next();
        }
      } while (taken > 0 && from < to);
    }
    assertEquals(bytes.length, from, "bytes left over");
    return statuses;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 10_000})
  void findsEveryEndInAnyPieces(int piece) throws HttpError {
    assertEquals(STATUSES, statuses(new ResponseReader(false, BodySink.NOWHERE), STREAM, piece));
  }

  @Test
  void theLastResponseOfAConnectionSaysSo() throws HttpError {
    ResponseReader reader = new ResponseReader(false, BodySink.NOWHERE);
    statuses(reader, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 100);
    assertFalse(reader.isLast());
    statuses(reader, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", 100);
    assertTrue(reader.isLast());
  }

  @ParameterizedTest
  @CsvSource({
    "1.1, '', false",
    "1.1, 'Connection: close', true",
    "1.1, 'Connection: keep-alive, close', true",
    "1.1, 'CONNECTION:\tx,\tCLOSE ,y', true",
    "1.1, 'Connection: x\r\nX: y\r\nconnection: close', true",
    "1.1, 'Connection: close\r\nConnection: keep-alive', true",
    "1.1, 'Connection: closed, disclose', false",
    "1.0, 'Connection: Keep-Alive', false",
    "1.0, 'Connection: x\r\nConnection: keep-alive', false",
    "1.0, 'Connection: keep-alive, close', true",
    "1.0, '', true"
  })
  void theConnectionsOptionsAreAList(String version, String fields, boolean last) throws HttpError {
    String lines = fields.isEmpty() ? "" : fields.replace("\\r\\n", "\r\n") + "\r\n";
    ResponseReader reader = new ResponseReader(false, BodySink.NOWHERE);
    statuses(reader, "HTTP/" + version + " 200 OK\r\n" + lines + "Content-Length: 0\r\n\r\n", 9);
    assertEquals(last, reader.isLast());
  }

  /** RFC 9112 section 6.3: by chunks when they are the last of the list, else by the close. */
  @ParameterizedTest
  @CsvSource({
    "'Transfer-Encoding: gzip, CHUNKED', true",
    "'Transfer-Encoding: gzip\r\nX: y\r\ntransfer-encoding: chunked', true",
    "'Transfer-Encoding: ,gzip,\t,chunked,', true",
    "'Transfer-Encoding: gzip', false",
    "'Transfer-Encoding: gzip, deflate', false"
  })
  void theTransferCodingsAreAList(String fields, boolean chunked) throws HttpError {
    ResponseReader reader = new ResponseReader(false, BodySink.NOWHERE);
    String head = "HTTP/1.1 200 OK\r\n" + fields.replace("\\r\\n", "\r\n") + "\r\n\r\n";
    List<Integer> ended = statuses(reader, head + "5\r\nhello\r\n0\r\n\r\n", 9);
    assertEquals(chunked ? List.of(200) : List.of(), ended);
    assertEquals(!chunked, reader.isLast());
    assertEquals(!chunked, reader.endOfInput());
  }

  @Test
  void aBodyWithoutALengthEndsWithTheConnection() throws HttpError {
    ResponseReader reader = new ResponseReader(false, BodySink.NOWHERE);
    assertEquals(List.of(), statuses(reader, "HTTP/1.1 200 OK\r\n\r\nsome bytes", 3));
    assertTrue(reader.endOfInput());
    assertTrue(reader.isComplete());
  }

  @Test
  void aBodyWithALengthDoesNotEndWithTheConnection() throws HttpError {
    ResponseReader reader = new ResponseReader(false, BodySink.NOWHERE);
    statuses(reader, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", 100);
    assertFalse(reader.endOfInput());
    assertFalse(reader.isComplete());
  }

  @Test
  void aHeadThatRepeatsItsBeginningIsParsedAgain() throws HttpError {
    String once = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na";
    String other = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\ntwelve bytes";
    assertEquals(
        List.of(200, 200, 200),
        statuses(new ResponseReader(false, BodySink.NOWHERE), once + other + once, 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 99 OK..\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      })
  void whatIsNoResponseIsRefused(String text) {
    assertThrows(
        HttpError.class, () -> statuses(new ResponseReader(false, BodySink.NOWHERE), text, 10_000));
  }

  @Test
  void aHeadWithoutAnEndIsRefusedAtSomePoint() {
    byte[] endless = Http.bytes("HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000));
    assertThrows(
        HttpError.class,
        () -> new ResponseReader(false, BodySink.NOWHERE).read(endless, 0, endless.length));
  }
}
