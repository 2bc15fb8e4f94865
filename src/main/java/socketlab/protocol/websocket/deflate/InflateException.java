// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.deflate;

/** A compressed message cannot be taken: its bytes are no deflate, or they are too much. */
public final class InflateException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean tooLong;

  /**
   * @param reason one line for the peer
   */
  InflateException(boolean tooLong, String reason) {
    // Without a trace: it is the peer's fault, and peers may have many.
    super(reason, null, false, false);
    this.tooLong = tooLong;
  }

  /** True when the message would have been longer than is taken. */
  public boolean isTooLong() {
    return tooLong;
  }
}
