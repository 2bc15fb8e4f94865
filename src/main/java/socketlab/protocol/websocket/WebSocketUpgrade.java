// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.websocket.deflate.DeflateTerms;
import socketlab.protocol.websocket.deflate.Extension;

/**
 * The opening handshake (RFC 6455 section 4.2, and RFC 8441 for HTTP/2): looks at what a client
 * asks for, and passes its connection on or says what is missing.
 */
public final class WebSocketUpgrade {
  private static final String PROTOCOL = "websocket";
  private static final Field VERSION = new Field("Sec-WebSocket-Version", "13");
  private static final Field UPGRADE = new Field("Upgrade", PROTOCOL);

  /** Section 1.3: what no server says that does not know the protocol. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final int NONCE_BYTES = 16;

  private WebSocketUpgrade() {}

  /**
   * Answers a request for a WebSocket: with 101 or its like, or with 426 or 400 and what is
   * missing.
   *
   * @param protocols the subprotocols that are spoken here, none for any that the client leaves
   *     open; the first of the client's that is among them is agreed on
   */
  public static void answer(
      Request request,
      Response response,
      WebSocketConfig config,
      WebSocketHandler handler,
      String... protocols) {
    if (!request.offers(PROTOCOL)) {
      response.field(UPGRADE).field(VERSION);
      refuse(response, Status.UPGRADE_REQUIRED, "this is a WebSocket: ask for it by Upgrade");
      return;
    }
    if (!"13".equals(request.field("sec-websocket-version"))) {
      response.field(UPGRADE).field(VERSION);
      refuse(response, Status.UPGRADE_REQUIRED, "the Sec-WebSocket-Version is 13");
      return;
    }
    List<String> keys = request.fields("sec-websocket-key");
    if (!request.connects() && (keys.size() != 1 || !isNonce(keys.getFirst()))) {
      refuse(response, Status.BAD_REQUEST, "the Sec-WebSocket-Key is 16 bytes in Base64, once");
      return;
    }
    DeflateTerms terms = null;
    try {
      List<Extension> offers = Extension.parse(request.fields("sec-websocket-extensions"));
      if (config.deflate().isPresent()) {
        terms = DeflateTerms.agree(offers).orElse(null);
      }
    } catch (IllegalArgumentException e) {
      refuse(response, Status.BAD_REQUEST, e.getMessage());
      return;
    }
    if (terms != null) {
      response.field("Sec-WebSocket-Extensions", terms.answer());
    }
    if (!request.connects()) {
      response.field("Sec-WebSocket-Accept", accept(keys.getFirst()));
    }
    String protocol = protocol(request, protocols);
    if (protocol != null) {
      response.field("Sec-WebSocket-Protocol", protocol);
    }
    response.switchTo(PROTOCOL, WebSocketSession.factory(config, handler, terms));
  }

  /**
   * The subprotocol that {@link #answer} agrees on; null for none. The client has them in the order
   * of its wishes, and in the case that is meant (RFC 6455 section 4.1).
   */
  public static String protocol(Request request, String... protocols) {
    List<String> known = List.of(protocols);
    return request.fields("sec-websocket-protocol").stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .map(String::strip)
        .filter(known::contains)
        .findFirst()
        .orElse(null);
  }

  private static void refuse(Response response, Status status, String why) {
    response.type(MediaType.TEXT).send(status, (why + "\n").getBytes(UTF_8));
  }

  private static boolean isNonce(String key) {
    try {
      return Base64.getDecoder().decode(key).length == NONCE_BYTES && key.length() == 24;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What shows that this server has read the key and knows the protocol. */
  public static String accept(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
