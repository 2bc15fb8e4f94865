// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import socketlab.protocol.Conversation;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;

/**
 * TLS around any session: what both sides have in common.
 *
 * <pre>
 *   owner ── records ──▶ engine ── bytes ──▶ conversation ──▶ the session inside
 *         ◀── records ── engine ◀── bytes ── inside ◀────────┘
 *
 *   HANDSHAKE ── finished ──▶ OPEN ── the session inside is over ──▶ close_notify
 *       └── no TLS · a broken record · no patience left ──┴──▶ FAILED
 * </pre>
 *
 * <p>All that an owner does for its session (bytes that were not taken, the order of end and stop,
 * back-pressure) a {@link Conversation} does for the session inside. With early data that is open
 * before the handshake is finished.
 */
public abstract class TlsConnection implements Session {
  /** The most bytes that a record carries (RFC 8446 section 5.1). */
  public static final int RECORD_BYTES = 16 * 1024;

  /** The first byte of every handshake (RFC 8446 section 5.1). */
  protected static final byte HANDSHAKE_RECORD = 22;

  /** The first byte of an alert. */
  protected static final byte ALERT_RECORD = 21;

  /** A buffer above this size is not kept by a connection that is quiet. */
  private static final int LARGEST_KEPT = 4 * 1024;

  /** One record's bytes, of the thread that reads. */
  private static final ThreadLocal<byte[]> RECORD =
      ThreadLocal.withInitial(() -> new byte[RECORD_BYTES]);

  private enum Stage {
    HANDSHAKE,
    OPEN,
    FAILED
  }

  private final Peer peer;
  private final TlsEngine engine;
  private final Conversation conversation = new Conversation();
  private final long patience;

  /** What the session inside wants sent, and no record has been made of. */
  private Output inside = new Output(64);

  private Stage stage = Stage.HANDSHAKE;

  /** Something has come. */
  private boolean begun;

  /** The engine may have bytes for the session inside. */
  private boolean mayRead;

  /** The peer's sending side has ended, without close_notify as far as is known. */
  private boolean cutOff;

  private boolean stopping;
  private boolean endSent;

  /**
   * @param handshakeNanos how long a handshake may take
   */
  protected TlsConnection(Peer peer, TlsEngine engine, long handshakeNanos) {
    this.peer = peer;
    this.engine = engine;
    patience = peer.now() + handshakeNanos;
  }

  // What is different for a client and for a server.

  /**
   * Looks at the first byte that came.
   *
   * @return false when that is no TLS: the peer is turned away, with what was put out
   */
  protected abstract boolean isTls(byte first, Output out);

  /** Goes on with the handshake; true when it is finished. */
  protected abstract boolean handshake(Output out) throws TlsFailure;

  /** Records have come. */
  protected void hasCome() {}

  /** True while another thread has the engine, which is not to be touched then. */
  protected boolean isBusy() {
    return false;
  }

  /** True when records of the handshake are welcome. */
  protected boolean takesRecords() {
    return true;
  }

  /** The connection is closed: true when another thread has the engine, and will close it. */
  protected boolean leavesEngine() {
    return false;
  }

  /**
   * True when the session inside may be heard before the handshake is finished, because it answers
   * early data.
   */
  protected boolean answersEarly() {
    return false;
  }

  /** The handshake is finished: {@link #open} has been called when this returns. */
  protected abstract void finished() throws TlsFailure;

  /** Records have been read. */
  protected void hasRead() {}

  /** The peer's bytes have ended behind the handshake, and it did not say so by close_notify. */
  protected void cutOff() throws TlsFailure {}

  /** The handshake will not be finished: why, in one line. */
  protected void unfinished(String why) {}

  /** The connection failed: why, in one line. */
  protected abstract void failed(String reason);

  // What they use.

  /** Opens the session inside. */
  protected final void open(SessionFactory sessions) {
    open(sessions, peer);
  }

  /** Opens it with a peer that says more than the connection's own. */
  protected final void open(SessionFactory sessions, Peer other) {
    conversation.open(sessions.open(other));
  }

  /** Lets the session inside speak first. */
  protected final void speak() {
    conversation.resumed(inside);
  }

  /** The peer's bytes, before the handshake is finished, for the session inside. */
  protected final void receiveEarly(byte[] bytes, int count) {
    conversation.received(bytes, 0, count, inside);
  }

  /** One record's bytes, of this thread, for as long as it is in this session. */
  static byte[] record() {
    return RECORD.get();
  }

  /** True when the peer has sent anything. */
  protected final boolean hasBegun() {
    return begun;
  }

  protected final boolean isInsideOpen() {
    return conversation.session() != null;
  }

  /** What the session inside wants sent. */
  protected final Output inside() {
    return inside;
  }

  // What comes.

  @Override
  public final int receive(byte[] bytes, int from, int to, Output out) {
    if (stage == Stage.FAILED) {
      return to - from;
    }
    if (isBusy()) {
      return 0;
    }
    if (!begun && !isTls(bytes[from], out)) {
      fail();
      return to - from;
    }
    begun = true;
    engine.feed(bytes, from, to);
    hasCome();
    mayRead = true;
    goOn(out);
    return to - from;
  }

  @Override
  public final void endOfInput(Output out) {
    cutOff = true;
    mayRead = true;
    goOn(out);
  }

  @Override
  public final void resume(Output out) {
    if (flows()) {
      conversation.resumed(inside);
    }
    goOn(out);
  }

  @Override
  public final void timeout(Output out) {
    if (stage == Stage.HANDSHAKE) {
      giveUp("the handshake took too long");
    } else if (stage == Stage.OPEN) {
      conversation.timedOut(inside);
      goOn(out);
    }
  }

  @Override
  public final void overloaded(Output out) {
    if (stage == Stage.OPEN) {
      conversation.overloaded(inside);
      goOn(out);
    }
  }

  @Override
  public final void stop(Output out) {
    stopping = true;
    goOn(out);
  }

  // What is done.

  private void goOn(Output out) {
    try {
      if (stage == Stage.HANDSHAKE) {
        greet(out);
      }
      while (flows() && step(out)) {}
      if (stage == Stage.OPEN) {
        end(out);
        if (inside.isEmpty() && !mayRead) {
          engine.rest();
        }
      }
    } catch (TlsFailure e) {
      failed("a TLS connection failed: " + e.getMessage());
      engine.drain(out);
      fail();
    }
    if (inside.isEmpty() && inside.capacity() > LARGEST_KEPT) {
      inside = new Output(64);
    }
  }

  /** True when bytes of the session inside may be sent. */
  private boolean flows() {
    return stage == Stage.OPEN || stage == Stage.HANDSHAKE && answersEarly() && !isBusy();
  }

  private void greet(Output out) throws TlsFailure {
    boolean isFinished = handshake(out);
    if (isBusy() || !isFinished && !takesRecords()) {
      return;
    }
    engine.drain(out);
    if (isFinished) {
      stage = Stage.OPEN;
      finished();
    } else if (cutOff || stopping) {
      giveUp("the connection ended in the middle of the handshake");
    }
  }

  private void giveUp(String why) {
    fail();
    unfinished(why);
  }

  /**
   * Lets bytes pass, one way and the other.
   *
   * @return false when nothing more can pass just now
   */
  private boolean step(Output out) throws TlsFailure {
    boolean moved = sendOn(out);
    if (!inside.isFull() && conversation.wantsDrain()) {
      conversation.resumed(inside);
      moved = true;
    }
    if (stage == Stage.HANDSHAKE) {
      return moved && !out.isFull();
    }
    if (mayRead && conversation.wantsInput(inside)) {
      readOn();
      moved = true;
    } else if (stopping && !mayRead && !conversation.isStopTold()) {
      conversation.stop(inside);
      moved |= !inside.isEmpty();
    }
    return moved && !out.isFull();
  }

  private boolean sendOn(Output out) throws TlsFailure {
    boolean sent = false;
    while (!inside.isEmpty() && !out.isFull()) {
      int count = Math.min(inside.size(), RECORD_BYTES);
      engine.write(inside.array(), inside.offset(), count);
      inside.sent(count);
      engine.drain(out);
      sent = true;
    }
    return sent;
  }

  private void readOn() throws TlsFailure {
    byte[] record = RECORD.get();
    int count = engine.read(record);
    if (count > 0) {
      conversation.received(record, 0, count, inside);
      return;
    }
    mayRead = false;
    hasRead();
    if (count == TlsEngine.ENDED) {
      conversation.inputEnded(inside);
    } else if (cutOff && !conversation.isInputEnded()) {
      cutOff();
      conversation.inputEnded(inside);
    }
  }

  /** The session inside has said its last word, and all of it has been sent. */
  private void end(Output out) {
    if (inside.isEmpty() && conversation.state() != State.OPEN && !endSent) {
      endSent = true;
      engine.end();
      engine.drain(out);
    }
  }

  private void fail() {
    if (stage != Stage.FAILED && isInsideOpen()) {
      conversation.closed();
    }
    stage = Stage.FAILED;
    inside.clear();
  }

  // What the owner asks.

  @Override
  public final State state() {
    return switch (stage) {
      case HANDSHAKE -> State.OPEN;
      case FAILED -> State.TURNED_AWAY;
      case OPEN -> endSent ? conversation.state() : State.OPEN;
    };
  }

  @Override
  public final Awaits awaits() {
    return switch (stage) {
      case HANDSHAKE -> !begun ? Awaits.MESSAGE : takesRecords() ? Awaits.REST : Awaits.ANSWER;
      case FAILED -> Awaits.MESSAGE;
      case OPEN -> inside.isEmpty() ? conversation.awaits() : Awaits.ANSWER;
    };
  }

  @Override
  public final boolean wantsInput() {
    return switch (stage) {
      case HANDSHAKE -> takesRecords();
      case FAILED -> true;
      case OPEN -> conversation.wantsInput(inside);
    };
  }

  @Override
  public final boolean wantsDrain() {
    return flows()
        && (!inside.isEmpty()
            || conversation.wantsDrain()
            || stage == Stage.OPEN && mayRead && conversation.wantsInput(inside));
  }

  @Override
  public final long deadline() {
    return stage == Stage.HANDSHAKE
        ? patience
        : stage == Stage.OPEN ? conversation.deadline() : NEVER;
  }

  @Override
  public final int kept() {
    return switch (stage) {
      case HANDSHAKE ->
          (isBusy() ? 0 : engine.kept())
              + inside.size()
              + (isInsideOpen() ? conversation.kept() : 0);
      case FAILED -> 0;
      case OPEN -> engine.kept() + inside.size() + conversation.kept();
    };
  }

  @Override
  public final int taken() {
    return stage == Stage.OPEN ? conversation.taken() : 0;
  }

  @Override
  public final void closed() {
    if (stage == Stage.HANDSHAKE) {
      giveUp("the connection was closed in the middle of the handshake");
    }
    fail();
    if (!leavesEngine()) {
      engine.close();
    }
  }
}
