// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.client;

import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import socketlab.protocol.http.grammar.ListSyntax;
import socketlab.protocol.http1.client.ResponseReader;
import socketlab.protocol.websocket.WebSocketUpgrade;

/**
 * The opening handshake on the client's side (RFC 6455 section 4.1): what is asked, and whether the
 * answer comes from a server that has read it. Immutable.
 */
public final class ClientHandshake {
  private static final int NONCE_BYTES = 16;

  private final String key;
  private final String accept;

  /**
   * @param random where the key comes from; it need not be hard to guess, but it has to differ
   */
  public ClientHandshake(RandomGenerator random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    key = Base64.getEncoder().encodeToString(nonce);
    accept = WebSocketUpgrade.accept(key);
  }

  /** The lines of a GET that ask for a WebSocket, each with its end. */
  public String fields() {
    return "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: "
        + key
        + "\r\n";
  }

  /**
   * Looks at the answer's head.
   *
   * @return why there is no WebSocket, in a few words; empty when there is one
   */
  public Optional<String> refusal(ResponseReader answer) {
    if (answer.status() != 101) {
      return Optional.of("answered " + answer.status() + " and not 101");
    }
    if (!"websocket".equalsIgnoreCase(answer.field("upgrade"))) {
      return Optional.of("answered 101 without Upgrade: websocket");
    }
    String connection = answer.field("connection");
    if (connection == null || !lists(connection, "upgrade")) {
      return Optional.of("answered 101 without Connection: Upgrade");
    }
    if (!accept.equals(answer.field("sec-websocket-accept"))) {
      return Optional.of("answered 101 with a Sec-WebSocket-Accept of another key");
    }
    if (answer.field("sec-websocket-extensions") != null) {
      return Optional.of("answered 101 with an extension that was not asked for");
    }
    if (answer.field("sec-websocket-protocol") != null) {
      return Optional.of("answered 101 with a subprotocol that was not asked for");
    }
    return Optional.empty();
  }

  private static boolean lists(String value, String wanted) {
    byte[] bytes = value.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    return ListSyntax.has(wanted, bytes, 0, bytes.length);
  }
}
