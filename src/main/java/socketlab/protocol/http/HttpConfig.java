// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;

/**
 * What all HTTP sessions of a server share.
 *
 * @param failures told of every exception a handler threw; called by the thread that ran it
 */
public record HttpConfig(
    HttpHandler handler, HttpLimits limits, HttpDate date, Consumer<Throwable> failures)
    implements SessionFactory {
  @Override
  public Session open(Executor handlers, Runnable wake) {
    return new HttpSession(this, handlers, wake);
  }
}
