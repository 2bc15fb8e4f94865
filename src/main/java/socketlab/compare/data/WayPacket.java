// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

/**
 * A packet on the link, for a sequence diagram.
 *
 * @param out from the client to the server
 * @param sentMillis when it was sent, counted from the first
 * @param arrivedMillis when it arrived
 * @param bytes of the IP packet
 * @param label what is in it
 * @param answer whether it brought the first byte of the answer
 */
public record WayPacket(
    boolean out,
    double sentMillis,
    double arrivedMillis,
    int bytes,
    String label,
    boolean answer) {}
