// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import socketlab.protocol.Handlers;
import socketlab.protocol.SocketlessPeer;

/** Surroundings in which nothing happens, so that a session is measured alone. */
final class IdlePeer extends SocketlessPeer {
  private final Handlers handlers;

  IdlePeer(Handlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public void wake() {}

  @Override
  public Handlers handlers() {
    return handlers;
  }

  /** Time stands still. */
  @Override
  public long now() {
    return 0;
  }
}
