// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

/**
 * One side of one connection's conversation: it is fed the bytes that came, in any cut, and appends
 * its answers to an {@link Output}.
 *
 * <pre>
 *            receive, endOfInput, timeout, stop
 *   owner ─────────────────────────────────────────▶ session
 *         ◀───────────────────────────────────────── phase, wantsInput, wantsDrain, taken, Output
 *            resume ─────────────────────────────────▶
 *                     ◀── wake ── any other thread that has an answer ready
 * </pre>
 *
 * <p>Thread contract: every method is called by the one thread that owns the connection, and none
 * blocks (a handler run in place may; that is what some patterns are there to show). Another thread
 * that has something for this session calls the {@link Runnable} the session was opened with; the
 * owner then calls {@link #resume}. The same {@code Output} is passed only for the length of a
 * call.
 */
public interface Session {
  /**
   * Takes bytes of the peer from {@code bytes[from, to)}.
   *
   * @return how many it has done with. The rest is offered again, with what came since behind it,
   *     so a session need not keep the beginning of what it cannot judge yet.
   */
  int receive(byte[] bytes, int from, int to, Output out);

  /**
   * The peer has shut its sending side. Told when all it sent has been taken: while back-pressure
   * leaves bytes untaken, the end waits behind them. Answers may still be owed.
   */
  void endOfInput(Output out);

  /** An answer has become ready, or the output has room again. */
  void resume(Output out);

  /** The time limit of {@link #phase()} has passed. */
  void timeout(Output out);

  /**
   * The server stops, and all that had arrived has been offered: finish what has begun, begin
   * nothing new.
   */
  void stop(Output out);

  /** The connection is gone; nothing written from now on is sent. Called once. */
  void closed();

  Phase phase();

  /** True while more of the peer's bytes are welcome; false is back-pressure. */
  boolean wantsInput();

  /** True when it stopped for a full output and goes on by {@link #resume} once there is room. */
  boolean wantsDrain();

  /** Whole messages taken since the last call. */
  int taken();
}
