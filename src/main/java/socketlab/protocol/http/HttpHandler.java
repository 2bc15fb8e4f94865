// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

/** What a request does. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers one request: by {@link HttpResponse#send}, by {@link HttpResponse#stream}, or later by
   * what {@link HttpResponse#later()} returns.
   *
   * <p>Called by the thread that reads the connection or by a worker, as the pattern has it; calls
   * for different connections may overlap. Both arguments are valid only for the length of the
   * call.
   *
   * @throws Exception answered with 500; the connection goes on
   */
  void handle(HttpRequest request, HttpResponse response) throws Exception;
}
