// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.util.concurrent.locks.ReentrantLock;
import socketlab.net.blocking.ThreadActivity.Kind;
import socketlab.net.listen.Service;
import socketlab.net.loop.Lingering;
import socketlab.protocol.Session;

/**
 * Looks from outside at one blocking connection, whose own thread sleeps: its time limits, a peer
 * that has left while an answer is awaited, and the server's stop. Called by the clock once a tick,
 * and by whoever stops the server; it never waits for the session's lock.
 */
final class ConnectionWatch {
  private final BlockingConnection connection;
  private final BlockingReaders readers;
  private final Service service;
  private final BlockingSocket socket;
  private final LockedSession session;
  private final ReentrantLock lock;
  private final ThreadActivity activity;

  private volatile Lingering lingering;
  private volatile boolean endIsThere;

  ConnectionWatch(
      BlockingConnection connection,
      BlockingReaders readers,
      Service service,
      BlockingSocket socket,
      LockedSession session,
      ReentrantLock lock,
      ThreadActivity activity) {
    this.connection = connection;
    this.readers = readers;
    this.service = service;
    this.socket = socket;
    this.session = session;
    this.lock = lock;
    this.activity = activity;
  }

  // By whoever has the lock.

  /** From now on the connection only waits for the peer's end. */
  void linger() {
    lingering = new Lingering(System.nanoTime(), service.stallNanos());
    activity.begin(Kind.LINGERING);
  }

  boolean isLingering() {
    return lingering != null;
  }

  /**
   * While the thread waited for an answer, the peer has ended: that is to be read, behind what came
   * before it.
   */
  boolean isEndThere() {
    return endIsThere;
  }

  // By others.

  /** Called by the clock, once a tick. */
  void look(long now) {
    switch (activity.kind()) {
      case READING -> lookAtSleeper(now);
      case WAITING -> {
        lookAtSleeper(now);
        lookForEnd();
      }
      case WRITING -> {
        if (now - activity.since() > service.stallNanos()) {
          connection.cutOff();
        }
      }
      case LINGERING -> {
        if (lingering.isOver(now, socket.unacknowledged())) {
          connection.cutOff();
        }
      }
      case WORKING -> {}
    }
  }

  private void lookAtSleeper(long now) {
    if (readers.isStopping()) {
      stop();
    }
    lookAtDeadline(now);
  }

  private void lookAtDeadline(long now) {
    // The lock is free while its thread sleeps; where it is not, somebody is at work.
    if (!lock.tryLock()) {
      return;
    }
    boolean late = false;
    try {
      late = activity.isAsleep() && !session.isOver() && session.isLate(now);
    } catch (RuntimeException e) {
      connection.broken(e);
    } finally {
      lock.unlock();
    }
    if (late) {
      connection.wake();
    }
  }

  /**
   * A thread that waits for an answer does not look at its socket. The end is for it to be read,
   * behind what came before it and as soon as the session wants input; a reset is the end of all.
   */
  private void lookForEnd() {
    BlockingSocket.PeerEnd end = socket.peerEnd();
    if (end == BlockingSocket.PeerEnd.CLOSED && !socket.isEndSent()) {
      connection.cutOff();
    } else if (end != BlockingSocket.PeerEnd.NONE && !endIsThere) {
      endIsThere = true;
      connection.unpark();
    }
  }

  /**
   * The server stops. A reader in the middle of a message goes on; one that waits for the next,
   * ends; one that waits for an answer tells its session. Called again once a tick, for those that
   * were busy.
   */
  void stop() {
    // The activity first: what its thread wrote before is seen only then.
    if (!activity.isAsleep() || !lock.tryLock()) {
      return;
    }
    boolean wake = false;
    try {
      if (session.isStopTold() || session.isOver()) {
        return;
      }
      if (activity.kind() == Kind.WAITING) {
        wake = session.isToBeStopped();
      } else if (activity.kind() == Kind.READING && session.awaits() == Session.Awaits.MESSAGE) {
        socket.shutRead();
      }
    } catch (RuntimeException e) {
      connection.broken(e);
    } finally {
      lock.unlock();
    }
    if (wake) {
      connection.wake();
    }
  }
}
