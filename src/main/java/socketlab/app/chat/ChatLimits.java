// SPDX-License-Identifier: Apache-2.0
package socketlab.app.chat;

import socketlab.app.topics.hub.SlowPolicy;

/**
 * How many may talk, and what becomes of who does not listen.
 *
 * @param rooms how many rooms there may be, at least 1; an empty one makes place for a new one
 * @param members how many a room may have, at least 1
 * @param history how many messages a newcomer is told, from 0 to {@link #MOST_HISTORY}
 * @param slow what becomes of a member that is {@link #LAG} events behind
 */
public record ChatLimits(int rooms, int members, int history, SlowPolicy slow) {
  public static final int MOST_ROOMS = 100_000;
  public static final int MOST_MEMBERS = 100_000;
  public static final int MOST_HISTORY = 1000;

  /** The longest message, in bytes. */
  public static final int MESSAGE_BYTES = 4096;

  /** How many events a room keeps for those that read slowly. */
  static final int LAG = 256;
}
