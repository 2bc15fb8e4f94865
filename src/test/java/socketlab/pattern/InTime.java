// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.time.Duration;

/**
 * A conversation whose steps have to come within a time limit of the server. A busy machine makes
 * them late, so that it is held again with twice the limit; what is wrong is wrong with any.
 */
interface InTime {
  int MOST = 16;

  /** Holds it with a server of this limit, and closes the server of an earlier attempt. */
  void hold(Duration limit) throws IOException;

  /** Holds it with this limit, and when that fails with up to {@link #MOST} times as much. */
  static void tried(Duration limit, InTime conversation) throws IOException {
    for (int times = 1; times < MOST; times *= 2) {
      try {
        conversation.hold(limit.multipliedBy(times));
        return;
      } catch (IOException | AssertionError late) {
        // Or a fault, which then is there again.
        continue;
      }
    }
    conversation.hold(limit.multipliedBy(MOST));
  }
}
