// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.List;
import socketlab.protocol.Secured;

/**
 * A request as a handler sees it, by whatever version of HTTP it came. Valid, and to be used, only
 * while its handler runs; what outlives it is {@link #waker} and the consumer given to {@link
 * #receive}.
 */
public interface Request {
  Method method();

  /** The method as it was sent, also when it is {@link Method#OTHER}. */
  String methodName();

  /** True when the path is {@code wanted}, byte for byte; nothing is decoded. */
  boolean isPath(byte[] wanted);

  /** True when the path begins with {@code wanted} and goes on, byte for byte. */
  boolean isUnder(byte[] wanted);

  /**
   * The path as it came, nothing decoded; {@code *} when the request is for the server as a whole.
   */
  String path();

  /** What follows the question mark, as it came, or null when there is none. */
  String query();

  /** The text after {@code name=} in the query, as it came, or null when there is none. */
  String query(String name);

  /** Host and port it is for, as they came; null when an HTTP/1.0 request does not say. */
  String authority();

  /** What TLS tells of the connection that it came by; null where that is in clear. */
  Secured secured();

  /** The first value of a field, without blanks around it, or null; {@code name} in lower case. */
  String field(String name);

  /** The values of all fields of this name, in their order; {@code name} in lower case. */
  List<String> fields(String name);

  /** All fields in their order, those that frame the message too. */
  List<Field> fields();

  /**
   * True when a field that is a list of tokens has this one, in any case, in whichever of its lines
   * (RFC 9110 section 5.6.1); both in lower case.
   */
  boolean lists(String name, String item);

  /**
   * True when the peer offers to go on in another protocol, which {@link Response#switchTo}
   * accepts: by Upgrade in HTTP/1.1, by {@code :protocol} in HTTP/2 (RFC 8441).
   *
   * @param protocol in lower case
   */
  boolean offers(String protocol);

  /**
   * True while the TLS handshake that it came in is not finished: anybody who saw it on its way may
   * have sent it again (RFC 8470).
   */
  boolean isEarly();

  /**
   * True when it is by CONNECT that the peer {@linkplain #offers offers} another protocol (RFC 8441
   * section 4). {@link #method} is GET, whose place such a request takes; nothing has to show the
   * peer that the server knows the protocol, as {@code Sec-WebSocket-Accept} does.
   */
  default boolean connects() {
    return false;
  }

  /** Bytes of the body as told ahead, 0 when there is none, -1 when its end is told by its end. */
  long contentLength();

  /** True when the body is to be taken by {@link #receive}, false when it is here as a whole. */
  boolean isStreamed();

  /** Holds the whole body from {@link #bodyOffset()}; it is not to be changed. */
  byte[] body();

  int bodyOffset();

  int bodyLength();

  /** The fields that came behind a whole body, mostly none. */
  List<Field> trailers();

  /**
   * Has a streamed body taken by this consumer; once, by the handler, and before the answer is
   * begun: a peer that waits for 100 (Continue) is asked for its body by it. A streamed body that
   * nobody takes is left unread, and the connection of HTTP/1 ends with the answer.
   */
  void receive(BodyConsumer consumer);

  /**
   * Has what the consumer did not take offered again. To be fetched in the handler, and run by any
   * thread, any number of times, at once or never.
   */
  Runnable waker();
}
