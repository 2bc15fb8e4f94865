// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

/**
 * A block of fields that cannot be decoded. Both sides' tables may differ from here on, so that the
 * connection ends (RFC 9113 section 4.3).
 */
public final class HpackError extends Exception {
  /**
   * @param reason in US-ASCII
   */
  public HpackError(String reason) {
    // No stack: it tells of the peer's bytes, not of this code.
    super(reason, null, false, false);
  }
}
