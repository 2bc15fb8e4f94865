// SPDX-License-Identifier: Apache-2.0
package socketlab.load.carrier;

/** Takes the answers of one connection apart, one after another. Confined to a loop's thread. */
public interface AnswerReader {
  /**
   * Takes bytes of one answer from {@code bytes[from, to)}; never of the one behind it.
   *
   * @return how many; 0 when it needs more behind them, or is {@linkplain #isBroken broken}
   */
  int read(byte[] bytes, int from, int to);

  /** True when these bytes are no answer, or where it ends cannot be known. */
  boolean isBroken();

  /** The peer has ended; true when that completes the answer. */
  boolean endOfInput();

  /** True when the answer is whole, until {@link #next}. */
  boolean isComplete();

  /** Of the complete answer: 200 to 599, or 0 where the protocol has none. */
  int status();

  /** True when no answer will come behind the complete one. */
  boolean isLast();

  /** Goes on to the next answer. */
  void next();

  /** Forgets all, for a new connection. */
  void reset();
}
