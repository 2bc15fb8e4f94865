// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import socketlab.protocol.http2.frame.PeerSettings;

/**
 * What a client lets one server send.
 *
 * @param streamWindow bytes of one answer that may come before somebody has taken them
 * @param connectionWindow likewise of all answers; at least {@value PeerSettings#WINDOW}, for it
 *     cannot begin with less (RFC 9113 section 6.9.2)
 * @param headerBytes of one answer's fields, counted as RFC 9113 section 6.5.2 has it
 */
public record ClientLimits(int streamWindow, int connectionWindow, int headerBytes) {
  /** Windows that no round trip of a usual link keeps waiting. */
  public static final ClientLimits DEFAULT =
      new ClientLimits(1024 * 1024, 16 * 1024 * 1024, 64 * 1024);

  public ClientLimits {
    if (streamWindow < 1 || connectionWindow < PeerSettings.WINDOW || headerBytes < 1) {
      throw new IllegalArgumentException(
          "windows of "
              + streamWindow
              + " and "
              + connectionWindow
              + " bytes, and fields of "
              + headerBytes);
    }
  }
}
