// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

/**
 * An IP packet that a link carried.
 *
 * @param out towards the peer: from the client to the server
 * @param sentNanos when it entered the link, by {@link System#nanoTime}
 * @param arrivedNanos when it left it at the other end
 * @param bytes from the IP header on, with the addresses that the client knows; not copied
 */
public record RecordedPacket(boolean out, long sentNanos, long arrivedNanos, byte[] bytes) {}
