// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.util.Arrays;

/**
 * A session in the hands of its owner: a loop, a blocking thread, a session that wraps another
 * (TLS), or a test. It keeps the bytes that the session has not taken and offers them again, holds
 * back the end and the stop until all that came before them has been offered, and passes the
 * connection on to a successor. It knows no socket.
 *
 * <pre>
 *   bytes · end · stop · woken ─▶ Conversation ─▶ session ─▶ Output
 *                                   │   ▲            │
 *                                   └─held bytes─────┴──▶ successor
 * </pre>
 *
 * <p>After each call the owner asks {@link #wantsInput}, {@link #wantsDrain} and {@link #state}
 * what to wait for. An idle conversation holds no buffer: bytes are kept only while there are any.
 * Used by one thread at a time.
 */
public final class Conversation {
  /** How much of what the peer sent the session knows. */
  private enum Input {
    /** More may come. */
    OPEN,
    /** The peer has ended; bytes that came before may still have to be offered. */
    ENDED,
    /** The session knows of the end. */
    END_TOLD
  }

  private Session session;
  private byte[] held;
  private int heldFrom;
  private int heldTo;

  /** The session has looked at all of {@link #held}, and needs what comes behind it. */
  private boolean needsMore;

  private Input input = Input.OPEN;
  private boolean stopTold;

  /** Messages that sessions took which have passed the connection on since. */
  private int takenBefore;

  /** Gives it its session; before any other call, and once. */
  public void open(Session session) {
    this.session = session;
  }

  /** The session that speaks now; null before {@link #open}. */
  public Session session() {
    return session;
  }

  /** The peer's next bytes, {@code bytes[from, to)}; valid for this call. */
  public void received(byte[] bytes, int from, int to, Output out) {
    if (held == null) {
      int taken = session.receive(bytes, from, to, out);
      if (from + taken < to) {
        held = Arrays.copyOfRange(bytes, from + taken, to);
        heldFrom = 0;
        heldTo = held.length;
        needsMore = false;
        offerIfWanted(out);
      }
    } else {
      hold(bytes, from, to);
      if (canReceive(out)) {
        offerHeld(out);
      }
    }
    follow(out);
    tellEnd(out);
  }

  private void hold(byte[] bytes, int from, int to) {
    int size = heldTo - heldFrom;
    int wanted = size + to - from;
    if (held.length - heldTo < to - from) {
      byte[] room = held.length >= 2 * wanted ? held : new byte[2 * wanted];
      System.arraycopy(held, heldFrom, room, 0, size);
      held = room;
      heldFrom = 0;
      heldTo = size;
    }
    System.arraycopy(bytes, from, held, heldTo, to - from);
    heldTo += to - from;
    needsMore = false;
  }

  private boolean canReceive(Output out) {
    return session.successor() == null && session.wantsInput() && !out.isFull();
  }

  /**
   * Offers until the session takes nothing, though it wants more: then it needs what comes behind.
   * To ask whether it wants more after it has taken some would not do. A handler that runs by
   * another thread may have named the body's consumer just then, and the bytes that were left for
   * that reason would not be offered again. Where it takes nothing, whoever changes that wakes it.
   */
  private void offerHeld(Output out) {
    int taken;
    do {
      taken = session.receive(held, heldFrom, heldTo, out);
      heldFrom += taken;
    } while (taken > 0 && heldFrom < heldTo && canReceive(out));
    needsMore = taken == 0 && canReceive(out);
    if (heldFrom == heldTo) {
      held = null;
      needsMore = false;
    }
  }

  /** The session was woken, or the output has room: it goes on where it stopped. */
  public void resumed(Output out) {
    if (input != Input.END_TOLD) {
      // What it was woken for may be that it can go on with what is here.
      needsMore = false;
    }
    session.resume(out);
    offerIfWanted(out);
    follow(out);
    tellEnd(out);
  }

  private void offerIfWanted(Output out) {
    if (held != null && !needsMore && canReceive(out)) {
      offerHeld(out);
    }
  }

  /** Passes the connection on, when its session says to whom. */
  private void follow(Output out) {
    for (Session next; (next = session.successor()) != null; ) {
      takenBefore += session.taken();
      session = next;
      needsMore = false;
      if (input == Input.END_TOLD) {
        // The one before knew it; this one does not.
        input = Input.ENDED;
      }
      session.resume(out);
      offerIfWanted(out);
      if (stopTold) {
        session.stop(out);
      }
    }
  }

  /** The peer has shut its sending side. */
  public void inputEnded(Output out) {
    if (input == Input.OPEN) {
      input = Input.ENDED;
      offerIfWanted(out);
      follow(out);
      tellEnd(out);
    }
  }

  public boolean isInputEnded() {
    return input != Input.OPEN;
  }

  private void tellEnd(Output out) {
    if (input == Input.ENDED && hasSeenAll()) {
      input = Input.END_TOLD;
      session.endOfInput(out);
      follow(out);
    }
  }

  /** True when what the session has not taken by now it cannot: it is the beginning of more. */
  private boolean hasSeenAll() {
    return held == null || needsMore;
  }

  /**
   * The server stops, and the owner has passed on all that had arrived. The session is told when it
   * has been offered that.
   */
  public void stop(Output out) {
    if (stopTold) {
      return;
    }
    offerIfWanted(out);
    follow(out);
    if (hasSeenAll()) {
      stopTold = true;
      session.stop(out);
      follow(out);
    }
    tellEnd(out);
  }

  /** True when the session knows that the server stops. */
  public boolean isStopTold() {
    return stopTold;
  }

  /** The time of {@link Session#deadline} has passed. */
  public void timedOut(Output out) {
    session.timeout(out);
    follow(out);
  }

  /** There is no memory for what it keeps: it says so to the peer, and lets go of the rest. */
  public void overloaded(Output out) {
    session.overloaded(out);
    held = null;
  }

  /**
   * True when more of the peer's bytes are of use now; false is back-pressure. Bytes that are held
   * are offered first: whoever reads on before that keeps ever more of them.
   */
  public boolean wantsInput(Output out) {
    return input == Input.OPEN && hasSeenAll() && session.wantsInput() && !out.isFull();
  }

  /** True when {@link #resumed} has something to do as soon as the output has room. */
  public boolean wantsDrain() {
    return session.wantsDrain() || held != null && !needsMore && session.wantsInput();
  }

  public Session.State state() {
    return session.state();
  }

  public Session.Awaits awaits() {
    return session.awaits();
  }

  public long deadline() {
    return session.deadline();
  }

  public int taken() {
    int taken = takenBefore + session.taken();
    takenBefore = 0;
    return taken;
  }

  /** True when bytes have come that the session has not taken. */
  public boolean holdsInput() {
    return held != null;
  }

  /** Bytes of memory that it and its session keep for unfinished messages and their answers. */
  public int kept() {
    int own = held == null ? 0 : held.length;
    return own + session.kept();
  }

  /** The connection is gone. */
  public void closed() {
    held = null;
    if (session != null) {
      session.closed();
    }
  }
}
