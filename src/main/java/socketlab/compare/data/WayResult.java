// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

import java.util.List;

/**
 * One way to the first byte of an HTTPS answer, over one link.
 *
 * @param way its name: {@code tls-1.3} …
 * @param title in words
 * @param roundTripMillis of the link
 * @param expected round trips, by the specifications
 * @param counted by the packets: the least of all connections
 * @param connections that were measured
 * @param agreeing of these, how many had as many as {@code counted}
 * @param byClock round trips by the clock: how much longer it took than over a link without delay,
 *     in round trips of this one; null for the link without delay
 * @param leastMillis from connect to the first byte of the answer, the shortest
 * @param medianMillis likewise, the median
 * @param bytesOut IP packets of the client up to that byte
 * @param bytesBack of the server
 * @param packets of the connection that took the shortest time, up to that byte
 */
public record WayResult(
    String way,
    String title,
    int roundTripMillis,
    int expected,
    int counted,
    int connections,
    int agreeing,
    Double byClock,
    double leastMillis,
    double medianMillis,
    long bytesOut,
    long bytesBack,
    List<WayPacket> packets) {
  /** Whether packets and clock say the same, and what the specifications say. */
  public boolean asSpecified() {
    return counted == expected && (byClock == null || Math.round(byClock) == expected);
  }
}
