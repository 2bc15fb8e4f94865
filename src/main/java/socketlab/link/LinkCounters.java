// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

/**
 * What a link has done since it was opened. Packets that are still under way stand nowhere.
 *
 * @param out towards the peer: to the server
 * @param back from the peer: to the client
 * @param ignored packets that no link between the two would carry, IPv6 among them
 * @param missed packets that the kernel dropped because the link did not read them in time: above
 *     zero, this machine was too slow for the link
 */
public record LinkCounters(Direction out, Direction back, long ignored, long missed) {

  /**
   * One direction.
   *
   * @param packets that arrived
   * @param bytes of these, IP headers among them
   * @param lost by the chosen loss
   * @param dropped because the queue was full
   */
  public record Direction(long packets, long bytes, long lost, long dropped) {}
}
