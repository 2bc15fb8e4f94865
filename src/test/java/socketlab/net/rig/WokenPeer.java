// SPDX-License-Identifier: Apache-2.0
package socketlab.net.rig;

import socketlab.protocol.SocketlessPeer;

/** A peer of which a test needs only that it can be woken. */
public final class WokenPeer extends SocketlessPeer {
  private final Runnable woken;

  public WokenPeer(Runnable woken) {
    this.woken = woken;
  }

  @Override
  public void wake() {
    woken.run();
  }

  @Override
  public long now() {
    return System.nanoTime();
  }
}
