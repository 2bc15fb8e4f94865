// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

import socketlab.linux.network.PacketMemory;

/**
 * Sees each packet twice: when it enters the link, and when it leaves it at the other end. What is
 * lost or dropped it does not see, and none overtakes another of its direction.
 *
 * <p>Called by the link's thread, which carries nothing meanwhile. Times are those of {@link
 * System#nanoTime}.
 */
public interface PacketTap {
  /** Sees nothing, and costs nothing. */
  PacketTap NONE =
      new PacketTap() {
        @Override
        public void enters(boolean out, PacketMemory memory, int slot, long nanos) {}

        @Override
        public void arrives(boolean out, long nanos) {}
      };

  /**
   * A packet begins its way.
   *
   * @param out towards the peer: from the client to the server
   * @param memory where it lies, in {@code slot}, with the addresses that its client knows; not
   *     beyond this call
   */
  void enters(boolean out, PacketMemory memory, int slot, long nanos);

  /** The packet of this direction that is longest under way is at its end. */
  void arrives(boolean out, long nanos);
}
