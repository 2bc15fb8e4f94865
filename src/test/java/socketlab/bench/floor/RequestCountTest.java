// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.floor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class RequestCountTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String LAST_REQUEST =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  private final RequestCount count = new RequestCount();

  private int ended(String text) {
    return count.ended(text.getBytes(US_ASCII), text.length());
  }

  @Test
  void aRequestCountsWhereItEnds() {
    assertEquals(1, ended(REQUEST + REQUEST.substring(0, REQUEST.length() - 1)));
    assertEquals(2, ended("\n" + REQUEST));
    assertFalse(count.isLast());
  }

  @Test
  void nothingCountsBehindTheLast() {
    String all = REQUEST + LAST_REQUEST;
    assertEquals(1, ended(all.substring(0, all.length() - 1)));
    assertFalse(count.isLast(), "its end has not come");
    assertEquals(1, ended("\n" + REQUEST));
    assertTrue(count.isLast());
    assertEquals(0, ended(REQUEST));
  }

  @Test
  void anotherConnectionBeginsAnew() {
    ended(LAST_REQUEST + REQUEST.substring(0, 5));
    count.begin();
    assertFalse(count.isLast());
    assertEquals(1, ended(REQUEST));
  }

  @Test
  void emptyLinesAloneAreNoRequests() {
    assertEquals(ConstantAnswer.MOST, ended("\r\n\r\n".repeat(ConstantAnswer.MOST)));
    assertEquals(-1, ended("\r\n\r\n".repeat(ConstantAnswer.MOST + 1)));
  }
}
