// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.util.Arrays;
import socketlab.protocol.Output;
import socketlab.protocol.Phase;
import socketlab.protocol.Session;

/**
 * What a connection is under every transport: a session, the peer's bytes it has not taken yet, and
 * how long it may wait. Knows no socket. Confined to the thread that owns the connection.
 *
 * <p>An idle connection holds no buffer: the bytes not taken are kept only while there are any.
 */
abstract class Connection extends Task implements Runnable {
  private Session session;
  private byte[] held;
  private int heldFrom;
  private int heldTo;

  /** There is {@link #held} for the session, and there was no room for its answer. */
  private boolean heldBack;

  private boolean inputEnded;
  private boolean endTold;
  private boolean stopTold;

  private Phase phase = Phase.NEW;
  private long phaseSince;
  private long phaseBytes;

  final void open(Session session, long now) {
    this.session = session;
    phaseSince = now;
  }

  /** The peer's next bytes. */
  final void received(byte[] bytes, int from, int to, Output out) {
    phaseBytes += to - from;
    if (held == null) {
      int taken = session.receive(bytes, from, to, out);
      if (from + taken < to) {
        held = Arrays.copyOfRange(bytes, from + taken, to);
        heldFrom = 0;
        heldTo = held.length;
      }
    } else {
      hold(bytes, from, to);
      offerHeld(out);
    }
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
  }

  private void offerHeld(Output out) {
    heldFrom += session.receive(held, heldFrom, heldTo, out);
    if (heldFrom == heldTo) {
      held = null;
    }
  }

  /** An answer became ready, or the output has room: go on where it stopped. */
  final void resumed(Output out) {
    session.resume(out);
    offerHeldIfWanted(out);
    heldBack = held != null && session.wantsInput() && out.isFull();
  }

  private void offerHeldIfWanted(Output out) {
    if (held != null && wantsInput(out)) {
      offerHeld(out);
    }
  }

  /** True when what the session has not taken by now it cannot: it is the beginning of more. */
  private boolean hasSeenAll(Output out) {
    offerHeldIfWanted(out);
    return held == null || wantsInput(out);
  }

  /** The peer has shut its sending side. */
  final void inputEnded() {
    inputEnded = true;
  }

  final boolean isInputEnded() {
    return inputEnded;
  }

  /** Tells the session of the end when it has been offered all that came before it. */
  final void tellEnd(Output out) {
    if (inputEnded && !endTold && hasSeenAll(out)) {
      endTold = true;
      session.endOfInput(out);
    }
  }

  /** Tells the session that the server stops; all that had arrived has been received. */
  final void tellStop(Output out) {
    if (!stopTold && hasSeenAll(out)) {
      stopTold = true;
      session.stop(out);
    }
  }

  final boolean isStopTold() {
    return stopTold;
  }

  final void timedOut(Output out) {
    session.timeout(out);
  }

  /** True when more of the peer's bytes are of use now; false is back-pressure. */
  final boolean wantsInput(Output out) {
    return session.wantsInput() && !out.isFull();
  }

  /** True when the session has more to write as soon as the output has room. */
  final boolean wantsDrain() {
    return heldBack || session.wantsDrain();
  }

  /**
   * True when bytes came that the session will not take any more: to close now would reset the
   * answer.
   */
  final boolean hasUnread() {
    return held != null || phase == Phase.REJECTED;
  }

  /**
   * Takes note of what the session waits for since.
   *
   * @return messages taken since the last call
   */
  final int observe(long now) {
    int taken = session.taken();
    Phase current = session.phase();
    if (current != phase || taken > 0) {
      // The first request has its time from the connection on: its first byte wins no more.
      if (phase != Phase.NEW || current != Phase.HEAD) {
        phaseSince = now;
      }
      phase = current;
      phaseBytes = 0;
    }
    return taken;
  }

  final Phase phase() {
    return phase;
  }

  /** True when the peer has kept the session waiting for too long. */
  final boolean isLate(long now, Timeouts timeouts) {
    return now - phaseSince > timeouts.allowed(phase, phaseBytes);
  }

  final void sessionClosed() {
    held = null;
    if (session != null) {
      session.closed();
    }
  }
}
