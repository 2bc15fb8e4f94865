// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Who sends too much is told so, although it has not stopped sending: no reset may eat the answer
 * (RFC 9112 section 9.6).
 */
@EveryPattern
class RejectedTest extends WithClient {
  private static final byte[] MORE = new byte[256 * 1024];

  @Test
  void aHeadThatIsTooLongIs431() throws IOException {
    client.send("GET / HTTP/1.1\r\nHost: lab\r\nX: " + "x".repeat(20_000));
    assertToldWhileSending("HTTP/1.1 431 ");
  }

  @Test
  void aTargetThatIsTooLongIs414() throws IOException {
    client.send("GET /" + "x".repeat(20_000));
    assertToldWhileSending("HTTP/1.1 414 ");
  }

  @Test
  void aBodyThatIsTooLongIs413() throws IOException {
    client.send("POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Length: 99999999\r\n\r\n");
    assertToldWhileSending("HTTP/1.1 413 ");
  }

  @Test
  void chunksThatAreTooLongAre413() throws IOException {
    client.send(
        "POST /echo HTTP/1.1\r\nHost: lab\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\nxxx");
    assertToldWhileSending("HTTP/1.1 413 ");
  }

  /** The first of what comes more finds the server open; the answer is read when all is sent. */
  private void assertToldWhileSending(String status) throws IOException {
    for (int i = 0; i < 8; i++) {
      client.send(MORE);
    }
    String answer = client.readToEnd();
    assertTrue(answer.startsWith(status), answer);
    assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
    int length = Integer.parseInt(answer.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
    assertTrue(answer.indexOf("\r\n\r\n") + 4 + length == answer.length(), answer);
  }
}
