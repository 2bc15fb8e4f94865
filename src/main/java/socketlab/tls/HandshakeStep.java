// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import socketlab.protocol.Peer;

/**
 * As much of a server's handshake as what has come allows: the work of a signature and of a key
 * exchange. Where handlers have workers a worker does it, so that the loop goes on meanwhile.
 *
 * <p>While it is {@link #isUnderWay} the engine belongs to the thread that runs it, and nobody else
 * touches it. Of the run, and of a connection that is closed meanwhile, the later one closes the
 * engine.
 */
final class HandshakeStep implements Runnable {
  private static final byte[] NOTHING = {};

  private enum State {
    UNDER_WAY,
    DONE,
    ABANDONED
  }

  private final TlsEngine engine;
  private final Peer peer;
  private final Runnable left;
  private final AtomicReference<State> state = new AtomicReference<>(State.UNDER_WAY);

  // What came of it: written by the run, and read when it is done.
  private byte[] early = NOTHING;
  private boolean earlyEnded;
  private boolean finished;
  private TlsFailure failure;
  private RuntimeException fault;

  /**
   * @param earlyEnded whether no early data comes any more
   * @param left told when the work is done, by the thread that did it
   */
  HandshakeStep(TlsEngine engine, boolean earlyEnded, Peer peer, Runnable left) {
    this.engine = engine;
    this.earlyEnded = earlyEnded;
    this.peer = peer;
    this.left = left;
  }

  /** Does it in a worker, and wakes the connection. */
  @Override
  public void run() {
    try {
      work();
    } finally {
      left.run();
      if (state.compareAndSet(State.UNDER_WAY, State.DONE)) {
        peer.wake();
      } else {
        engine.close();
      }
    }
  }

  /** Does it here and now. */
  HandshakeStep inPlace() {
    work();
    state.set(State.DONE);
    return this;
  }

  private void work() {
    try {
      if (!earlyEnded) {
        takeEarly();
      }
      finished = earlyEnded && engine.handshake();
    } catch (TlsFailure e) {
      failure = e;
    } catch (RuntimeException e) {
      fault = e;
    }
  }

  private void takeEarly() throws TlsFailure {
    byte[] record = TlsConnection.record();
    int count;
    while ((count = engine.readEarly(record)) > 0) {
      int before = early.length;
      early = Arrays.copyOf(early, before + count);
      System.arraycopy(record, 0, early, before, count);
    }
    earlyEnded = count == TlsEngine.ENDED;
  }

  boolean isUnderWay() {
    return state.get() == State.UNDER_WAY;
  }

  /** The connection is closed; true when the run will close the engine. */
  boolean abandon() {
    return state.compareAndSet(State.UNDER_WAY, State.ABANDONED);
  }

  /** Early data that has come, for the session inside. */
  byte[] early() {
    return early;
  }

  boolean isEarlyEnded() {
    return earlyEnded;
  }

  /** True when the handshake is finished. */
  boolean isFinished() throws TlsFailure {
    if (failure != null) {
      throw failure;
    }
    if (fault != null) {
      throw fault;
    }
    return finished;
  }
}
