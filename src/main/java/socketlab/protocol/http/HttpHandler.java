// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

/**
 * What a request does, by whatever version of HTTP it came. Thread-safe: calls for different
 * requests may overlap.
 */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers one request: by {@link Response#send}, by {@link Response#stream}, by {@link
   * Response#switchTo}, or later by what {@link Response#later} returns.
   *
   * <p>Called by the thread that reads the connection or by a worker, as the pattern has it. Both
   * arguments are valid only for the length of the call.
   *
   * @throws Exception answered with 500; the connection goes on
   */
  void handle(Request request, Response response) throws Exception;

  /**
   * True when it takes the body of this request as a stream, by {@link Request#receive}, rather
   * than whole. Asked by the connection's thread when only the head is there, and only where a body
   * follows. A body that is at hand by then is given whole all the same: {@link Request#isStreamed}
   * says which it is.
   */
  default boolean streamsBody(Request head) {
    return false;
  }

  /**
   * Bytes that the body of this request may have; above it 413. Another limit than the server's is
   * for a handler that takes the body as a stream: what is kept whole stays in memory. Asked by the
   * connection's thread, when a body is longer than usual or does not tell its length.
   *
   * @param usual the limit of the server, {@link HttpLimits#bodyBytes}
   */
  default long mostBody(Request head, long usual) {
    return usual;
  }

  /**
   * False when it neither blocks nor takes long for this request, so that the connection's thread
   * may run it even where workers run the others, and it is answered while all of them are busy.
   * Asked by the connection's thread.
   */
  default boolean needsWorker(Request request) {
    return true;
  }
}
