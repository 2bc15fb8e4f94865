// SPDX-License-Identifier: Apache-2.0
package socketlab.load.carrier;

import socketlab.protocol.Output;

/**
 * Carries requests that are all the same on one connection after another, and tells of their
 * answers. Confined to a loop's thread.
 */
public interface RequestCarrier {
  /** Makes one for the connections of one place. */
  interface Factory {
    /**
     * @param depth requests that are under way at once at most; their places are below that
     * @param last whether each connection has one request only
     */
    RequestCarrier make(int depth, boolean last, AnswerListener listener);
  }

  /** There is a new connection: forgets all of the one before, and says what comes first. */
  void begin(Output out);

  /** How many more requests may be begun now. */
  int room();

  /** Sends a request; there has to be {@link #room}. */
  void ask(int place, Output out);

  /**
   * Takes bytes of the server from {@code bytes[from, to)}.
   *
   * @return how many; the others are to be offered again, with those behind them
   */
  int receive(byte[] bytes, int from, int to, Output out);

  /** The server has ended, which may complete an answer. */
  void endOfInput();

  /** True when what came is no answer: nothing more will be told. */
  boolean isBroken();

  /** True when no answer will come behind those that were told. */
  boolean isOver();

  /**
   * Gives one request up.
   *
   * @return false when that costs the whole connection, which is then for the caller to end
   */
  boolean giveUp(int place, Output out);

  /** Says that the connection ends, where the protocol has a word for it. */
  void leave(Output out);
}
