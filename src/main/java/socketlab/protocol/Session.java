// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

/**
 * One side of one conversation, without I/O: it is fed the bytes that came, in any cut, and appends
 * what it has to say to an {@link Output}.
 *
 * <pre>
 *            receive · endOfInput · timeout · overloaded · stop · closed
 *   owner ───────────────────────────────────────────────────────────────▶ session
 *         ◀─────────────────────────────────────────────────────────────── state · wantsInput ·
 *            resume                                                         wantsDrain · deadline ·
 *         ───────────────────────────────────────────────────────────────▶ successor · Output
 *              ▲
 *              └── {@link Peer#wake} ── any thread that has something for the session
 * </pre>
 *
 * <p>Thread contract: every method is called by one thread at a time, as a rule by the one that
 * owns the connection, and none blocks (a handler run in place may; that is what some patterns are
 * there to show). Another thread that has something for this session calls {@link Peer#wake}; the
 * owner then calls {@link #resume}. The same {@code Output} is passed only for the length of a
 * call.
 *
 * <p>A session that only answers what it is sent is three methods: {@link #receive}, {@link
 * #endOfInput} and {@link #state}. {@link Conversation} is what an owner holds a session by.
 */
public interface Session {
  /** A {@link #deadline} that does not pass. */
  long NEVER = Long.MAX_VALUE;

  /** How far the conversation is. */
  enum State {
    /** Both sides may still speak. */
    OPEN,
    /**
     * This side has said its last word and still listens: the owner shuts its sending side once the
     * output has left (a half-close).
     */
    SAID_ALL,
    /** Nothing more will be taken or written: the owner closes once the output has left. */
    OVER,
    /**
     * As {@link #OVER}, but the peer was turned away while it may still be sending. To close a
     * socket with unread bytes resets the connection, and the reset may overtake the last answer;
     * so the owner reads on for a while first (RFC 9112 section 9.6).
     */
    TURNED_AWAY;

    /** True when nothing more will be taken or written. */
    public boolean isLast() {
      return this == OVER || this == TURNED_AWAY;
    }
  }

  /** What the conversation waits for. */
  enum Awaits {
    /** The peer's next message, of which nothing has come: a server that stops may end here. */
    MESSAGE,
    /** The rest of a message. */
    REST,
    /** An answer that is being worked on, or that leaves piece by piece. */
    ANSWER
  }

  /**
   * Takes bytes of the peer from {@code bytes[from, to)}.
   *
   * @return how many it has done with. The rest is offered again, with what came since behind it,
   *     so a session need not keep the beginning of what it cannot judge yet.
   */
  int receive(byte[] bytes, int from, int to, Output out);

  /**
   * The peer has shut its sending side. Told once, when all it sent has been offered: while
   * back-pressure leaves bytes untaken, the end waits behind them. Answers may still be owed.
   */
  void endOfInput(Output out);

  State state();

  /** It was woken, or the output has room again, or it has just taken over as a successor. */
  default void resume(Output out) {}

  /** Its {@link #deadline} has passed. A session that stays open has to have a new one. */
  default void timeout(Output out) {}

  /**
   * The owner has no memory left for bytes that this session has not done with. It may say so to
   * the peer; the owner then treats it as turned away.
   */
  default void overloaded(Output out) {}

  /**
   * The server stops, and all that had arrived has been offered: finish what has begun, begin
   * nothing new.
   */
  default void stop(Output out) {}

  /** The connection is gone; nothing written from now on is sent. Called once. */
  default void closed() {}

  /** What it waits for; an owner whose one thread would block in a read has to know. */
  default Awaits awaits() {
    return Awaits.MESSAGE;
  }

  /** True while more of the peer's bytes are welcome; false is back-pressure. */
  default boolean wantsInput() {
    return true;
  }

  /** True when it stopped for a full output and goes on by {@link #resume} once there is room. */
  default boolean wantsDrain() {
    return false;
  }

  /**
   * Until when it has patience with the peer, by the clock of {@link Peer#now}, or {@link #NEVER}.
   * The owner looks from time to time, and calls {@link #timeout} a little after it.
   */
  default long deadline() {
    return NEVER;
  }

  /**
   * Who takes over the connection, or null. Asked after every call: from when this is not null, the
   * bytes not taken are the successor's, and this session hears nothing more.
   */
  default Session successor() {
    return null;
  }

  /** Bytes of memory it keeps for unfinished messages and for answers that cannot leave yet. */
  default int kept() {
    return 0;
  }

  /** Whole messages taken since the last call. */
  default int taken() {
    return 0;
  }
}
