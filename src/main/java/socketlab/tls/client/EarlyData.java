// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

/** What became of early data (RFC 8446 section 4.2.10). */
public enum EarlyData {
  /** None was sent. */
  NONE,
  /** The server took it, which it cannot tell from a replay by its own. */
  ACCEPTED,
  /** The server did not look at it; it is sent again behind the handshake. */
  REJECTED
}
