// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/**
 * The last answer of a connection reaches a peer that reads slowly, though the peer sends more: RFC
 * 9112 section 9.6. A close with bytes unread, or bytes that arrive behind it, would reset the
 * connection, and a reset drops what the peer has not read.
 */
@EveryPattern
class SlowReaderTest {
  private static final int BODY = 1_000_000;

  @Parameter Variant variant;
  TestServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  private TestClient slowReader(String version, String field) throws IOException {
    server = TestServer.of(variant).start();
    TestClient client = TestClient.to(server.address(), 4096);
    client.send(
        "POST /echo HTTP/"
            + version
            + "\r\nHost: lab\r\n"
            + field
            + "Content-Length: "
            + BODY
            + "\r\n\r\n");
    // The echo is read while the body is sent, or each side would wait for the other.
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                client.send("x".repeat(BODY));
                // Not asked for, and enough for a reset.
                client.send("\r\n");
              } catch (IOException e) {
                // Told by what is missing.
              }
            });
    return client;
  }

  private static void assertWhole(int body, TestClient client) throws IOException {
    String all = client.readToEnd();
    int head = all.indexOf("\r\n\r\n") + 4;
    assertTrue(all.startsWith("HTTP/1.1 200"), () -> all.substring(0, Math.min(200, all.length())));
    assertEquals(body, all.length() - head, "bytes of the answer that arrived");
  }

  /** The server's kernel has the answer, and its peer most of it not yet: then more comes. */
  @Test
  void whatComesBehindTheWholeAnswer() throws IOException {
    int body = 40_000;
    server = TestServer.of(variant).start();
    try (TestClient client = TestClient.to(server.address(), 4096)) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: lab\r\nConnection: close\r\nContent-Length: "
              + body
              + "\r\n\r\n"
              + "x".repeat(body));
      TestServer.eventually().until(() -> server.total().bytesOut() > body);
      client.send("\r\n");
      assertWhole(body, client);
    }
  }

  @Test
  void behindConnectionClose() throws IOException {
    try (TestClient client = slowReader("1.1", "Connection: close\r\n")) {
      assertWhole(BODY, client);
    }
  }

  @Test
  void toHttp10() throws IOException {
    try (TestClient client = slowReader("1.0", "")) {
      assertWhole(BODY, client);
    }
  }
}
