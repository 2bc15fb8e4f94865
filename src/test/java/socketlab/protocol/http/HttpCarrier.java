// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.List;

/**
 * A connection of some version of HTTP with a client at its other end: what the contract of
 * handlers is tried over. The client knows the framing, so that the tests need not.
 */
public interface HttpCarrier {
  /** Opens a connection to a server with this configuration. */
  @FunctionalInterface
  interface Opener {
    HttpCarrier open(HttpConfig config, socketlab.protocol.Handlers handlers);
  }

  /** A request without a body. */
  Call ask(String method, String target, Field... fields);

  /**
   * A request whose body follows, by {@link Call#send}.
   *
   * @param length told ahead, or -1 when its end is told by its end
   */
  Call begin(String method, String target, long length, Field... fields);

  /** A request that offers to go on in another protocol. */
  Call offer(String target, String protocol);

  /** Lets happen what can. */
  void turn();

  /** The client sends nothing more, and still reads. */
  void end();

  /** The server stops. */
  void stop();

  /** The connection is gone. */
  void close();

  /** One request and its answer. */
  interface Call {
    /** Sends a piece of the body. */
    Call send(String piece);

    /** Ends the body. Trailers only where the length was not told. */
    Call end(Field... trailers);

    /** What has come of the answer so far. */
    Reply reply();
  }

  /**
   * An answer, free of framing.
   *
   * @param status 0 while none has come
   * @param interims the statuses that came before it, but 100
   * @param fields without those that frame the message
   * @param ended whether it came to its end
   */
  record Reply(
      int status,
      List<Integer> interims,
      List<Field> fields,
      String body,
      List<Field> trailers,
      boolean ended) {
    /** The values of all fields of this name. */
    public List<String> values(String lower) {
      return fields.stream().filter(f -> f.isNamed(lower)).map(Field::value).toList();
    }
  }
}
