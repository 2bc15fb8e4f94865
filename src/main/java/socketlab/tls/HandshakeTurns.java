// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import socketlab.protocol.Peer;

/**
 * How many handshakes may be with the workers at once. A flood of them would fill the workers'
 * queue, and the requests of those who are connected would wait behind all of it; so a few go, and
 * the others wait for their turn. Thread-safe.
 */
final class HandshakeTurns {
  private final int most;
  private final AtomicInteger running = new AtomicInteger();
  private final Queue<Peer> waiting = new ConcurrentLinkedQueue<>();

  /**
   * @param most at least 1
   */
  HandshakeTurns(int most) {
    this.most = most;
  }

  /**
   * Asks for a turn, which ends by {@link #leave}.
   *
   * @param peer woken, once, when it is worth asking again, after this has returned false
   */
  boolean enter(Peer peer) {
    if (tryEnter()) {
      return true;
    }
    waiting.add(peer);
    // The last may have left between the look and the add, with nobody to tell.
    if (!tryEnter()) {
      return false;
    }
    waiting.remove(peer);
    return true;
  }

  private boolean tryEnter() {
    int now;
    do {
      now = running.get();
      if (now >= most) {
        return false;
      }
    } while (!running.compareAndSet(now, now + 1));
    return true;
  }

  /** A turn has ended: the one that has waited longest is woken. */
  void leave() {
    running.decrementAndGet();
    wakeNext();
  }

  /** One that waits is closed. If it has been woken already, that was another's. */
  void giveUp(Peer peer) {
    if (!waiting.remove(peer)) {
      wakeNext();
    }
  }

  private void wakeNext() {
    Peer next = waiting.poll();
    if (next != null) {
      next.wake();
    }
  }
}
