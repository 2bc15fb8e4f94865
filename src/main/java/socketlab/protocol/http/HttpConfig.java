// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.function.Consumer;

/**
 * What all HTTP sessions of a service share, whatever version they carry.
 *
 * @param failures told of every exception a handler, a producer or a consumer threw; called by the
 *     thread that ran it
 * @param strangers told, in one line, of peers that speak another protocol; by any thread, as often
 *     as they come
 */
public record HttpConfig(
    HttpHandler handler,
    HttpLimits limits,
    HttpDate date,
    Consumer<Throwable> failures,
    Consumer<String> strangers) {
  /** Of strangers nobody is told. */
  public HttpConfig(
      HttpHandler handler, HttpLimits limits, HttpDate date, Consumer<Throwable> failures) {
    this(handler, limits, date, failures, line -> {});
  }

  /** As {@link HttpHandler#streamsBody}; one that throws takes it whole. */
  public boolean streamsBody(Request head) {
    try {
      return handler.streamsBody(head);
    } catch (Throwable e) {
      failures.accept(e);
      return false;
    }
  }

  /** As {@link HttpHandler#mostBody}, beside the usual limit; one that throws gets that. */
  public long mostBody(Request head) {
    long usual = limits.bodyBytes();
    try {
      return handler.mostBody(head, usual);
    } catch (Throwable e) {
      failures.accept(e);
      return usual;
    }
  }

  /** As {@link HttpHandler#needsWorker}; one that throws does so in a worker. */
  public boolean needsWorker(Request request) {
    try {
      return handler.needsWorker(request);
    } catch (Throwable e) {
      failures.accept(e);
      return true;
    }
  }
}
