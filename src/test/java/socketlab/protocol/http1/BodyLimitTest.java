// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.Wire;
import socketlab.protocol.http.HttpLimits;

/** How long a body may be, to the byte. */
@Timeout(20)
class BodyLimitTest {
  private static final HttpLimits TEN = new HttpLimits(1024, 10, 8);

  @ParameterizedTest
  @CsvSource({"0, 200", "9, 200", "10, 200", "11, 413", "10000, 413"})
  void byItsLength(int length, int status) {
    assertEquals(status, statusOf(Http.post("/echo", "x".repeat(length))));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 200", "5, 5, 200", "10, 0, 200", "9, 2, 413", "10, 1, 413", "11, 0, 413"})
  void byItsChunks(int first, int second, int status) {
    String chunks = chunk(first) + (second == 0 ? "" : chunk(second)) + "0\r\n\r\n";
    String head =
        Http.request("POST", "/echo", "HTTP/1.1", "Host: lab", "Transfer-Encoding: chunked");
    assertEquals(status, statusOf(head + chunks));
  }

  private static String chunk(int size) {
    return Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n";
  }

  private static int statusOf(String request) {
    Wire wire = new Wire(Http.config(Http::serve, TEN), Handlers.IN_PLACE);
    return Answers.statuses(wire.feed(request).received()).getFirst();
  }
}
