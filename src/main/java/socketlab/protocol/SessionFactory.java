// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.util.concurrent.Executor;

/** Opens a protocol's session for a new connection. Thread-safe: every loop calls the same one. */
@FunctionalInterface
public interface SessionFactory {
  /** Handlers run in the thread that reads. */
  Executor IN_PLACE = Runnable::run;

  /**
   * @param handlers where complete messages are worked on: {@link #IN_PLACE}, or a pool of workers
   * @param wake asks the connection's owner to call {@link Session#resume}; any thread may run it,
   *     any number of times
   */
  Session open(Executor handlers, Runnable wake);
}
