// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.concurrent.Executor;
import socketlab.protocol.SessionFactory;

/**
 * The answer to one request. One of {@link #send}, {@link #stream}, {@link #switchTo} and {@link
 * #later}, once; a second is an {@link IllegalStateException}.
 *
 * <p>Thread contract: the handler's thread while the handler runs; after {@link #later()},
 * whichever one thread holds what it returned.
 */
public interface Response {
  Response type(MediaType type);

  /** The content type is the request's own; none when it had none. */
  Response typeOfRequest();

  /**
   * Adds a field, also when there is one of its name.
   *
   * @throws IllegalArgumentException when the field is {@linkplain Field#isFraming of the carrier}
   */
  Response field(Field field);

  default Response field(String name, String value) {
    return field(new Field(name, value));
  }

  /** Sends the answer with an empty body, or without one where the status has none. */
  void send(Status status);

  /** Sends the answer with a body that is at hand. */
  default void send(Status status, byte[] body) {
    send(status, body, 0, body.length);
  }

  /** Sends the answer with a body that is at hand; its bytes are copied. */
  void send(Status status, byte[] body, int from, int length);

  /**
   * Sends the head now, and the body as the producer makes it; where it ends is told by its end.
   */
  void stream(Status status, BodyProducer body);

  /**
   * Likewise, with the length told ahead.
   *
   * @param length bytes, from 0. Who produces another number of them breaks the answer off
   */
  void stream(Status status, long length, BodyProducer body);

  /**
   * Says something before the answer, as 103 (Early Hints) does; nothing is said to a peer that
   * does not know such. It leaves at once when the handler runs in place and no other answer is
   * owed, else together with the answer.
   *
   * @param status from 102 to 199
   */
  void inform(Status status, Field... fields);

  /**
   * Goes on in another protocol that the peer {@linkplain Request#offers offers}, with the fields
   * added so far: 101 in HTTP/1.1, 200 in HTTP/2. The bytes behind the request are for the session
   * that is opened then.
   *
   * @param protocol as the peer is to read it, such as {@code websocket}
   * @throws IllegalStateException when the peer does not offer it, or its body is not whole
   */
  void switchTo(String protocol, SessionFactory successor);

  /**
   * The answer will come after the handler has returned, from any one thread; answers of an HTTP/1
   * connection that are ready sooner wait for it. The request is not to be used by then.
   */
  default Response later() {
    return later(new Pending() {});
  }

  /** Likewise. {@code pending} hears what happens meanwhile, until the answer is begun. */
  Response later(Pending pending);

  /**
   * Asks for {@link BodyProducer#produce} after it has said {@link BodyProducer.Next#LATER}. To be
   * run by any thread, any number of times, at once or never.
   */
  Runnable waker();

  /** What owns the connection: see {@link socketlab.protocol.Peer#owner}. May be kept. */
  Executor owner();
}
