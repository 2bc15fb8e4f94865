// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.util.concurrent.Executor;

/** Where complete messages are worked on. Thread-safe. */
public interface Handlers {
  /** In the thread that reads. */
  Handlers IN_PLACE =
      new Handlers() {
        @Override
        public boolean offer(Runnable message, Peer waiting) {
          message.run();
          return true;
        }
      };

  /**
   * Has a message worked on, now or later, by any thread.
   *
   * @param waiting woken, once, when there is room again, after this has returned false
   * @return false when there is no room for it: the session keeps the message, takes no other, and
   *     offers it again when it is resumed. That is the back-pressure of a full queue.
   */
  boolean offer(Runnable message, Peer waiting);

  /** True when a message is worked on before {@link #offer} returns. */
  default boolean areInPlace() {
    return this == IN_PLACE;
  }

  /** Handlers that an executor runs, which always has room. */
  static Handlers by(Executor executor) {
    return (message, _) -> {
      executor.execute(message);
      return true;
    };
  }
}
