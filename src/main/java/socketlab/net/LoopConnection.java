// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import socketlab.protocol.Output;

/**
 * A connection that an event loop owns, from adoption to close. Only {@link #run()}, which is the
 * wake of its session, may be called by other threads.
 */
abstract class LoopConnection extends Connection {
  private static final VarHandle WOKEN;

  static {
    try {
      WOKEN = MethodHandles.lookup().findVarHandle(LoopConnection.class, "woken", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final EventLoop loop;

  /** Links of the loop's list of connections. */
  LoopConnection before;

  LoopConnection after;

  /** Bytes the socket did not take yet; null when there are none. */
  Output unsent;

  /** When the peer last took some of {@link #unsent}. */
  long unsentSince;

  /** Above 0 while it only waits for the peer's end, so that the last answer is not reset. */
  long lingerUntil;

  /** Where it gives its place back: only accepted connections have taken one. */
  ConnectionLimit limit = ConnectionLimit.NONE;

  boolean closed;

  private volatile boolean woken;

  LoopConnection(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * Wakes its session: however often this is called before the loop comes to it, it is one task.
   */
  @Override
  public final void run() {
    if (WOKEN.compareAndSet(this, false, true)) {
      loop.add(this);
    }
  }

  @Override
  final void perform() {
    // Before the session looks, so that what becomes ready behind its back wakes it again.
    woken = false;
    loop.conversations.resume(this);
  }
}
