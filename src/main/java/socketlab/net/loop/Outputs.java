// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.util.ArrayList;
import socketlab.protocol.Output;

/**
 * What the sessions of a loop write to. One output serves all connections in turn, because a socket
 * takes what is in it at once, as a rule; where it does not, the connection keeps that output until
 * it does, and another one serves. So an idle connection holds none. Confined to the loop's thread.
 */
final class Outputs {
  private static final int BYTES = 16 * 1024;

  /** Larger ones are not kept for the next connection. */
  private static final int KEPT_BYTES = 256 * 1024;

  private static final int KEPT = 16;

  private final ArrayList<Output> kept = new ArrayList<>();
  private Output shared = new Output(BYTES);

  /** Where the connection's session writes now: behind what is unsent, if anything is. */
  Output of(Stream c) {
    return c.unsent != null ? c.unsent : shared;
  }

  /** The socket did not take all that is in the connection's output. */
  void leaveTo(Stream c) {
    if (c.unsent == null) {
      c.unsent = shared;
      shared = kept.isEmpty() ? new Output(BYTES) : kept.removeLast();
    }
  }

  /** All has been sent. */
  void takeBack(Stream c) {
    if (c.unsent != null) {
      if (kept.size() < KEPT && c.unsent.capacity() <= KEPT_BYTES) {
        kept.add(c.unsent);
      }
      c.unsent = null;
    }
  }

  /** Nobody is left to be sent what the connection's output holds. */
  void discard(Stream c) {
    of(c).clear();
    takeBack(c);
  }
}
