// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * The memory between connections and disk: so many bytes, and no more, however many clients there
 * are. A piece is held only while the disk works or is about to, never while a client is awaited.
 * Thread-safe.
 */
public final class DiskPieces {
  /** Bytes of a piece: what a loop reads and writes at once. */
  public static final int SIZE = 64 * 1024;

  /** Bytes of all pieces together. */
  public static final long MOST = 32L * 1024 * 1024;

  /** DiskPieces that are kept for the next who wants one. */
  private static final int SPARE = 16;

  private final long most;
  private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
  private final SequencedSet<Runnable> waiting = new LinkedHashSet<>();
  private long lent;

  DiskPieces(long most) {
    this.most = most;
  }

  /**
   * Lends a piece.
   *
   * @param waiter run when it is worth while to ask again
   * @return null when all are lent
   */
  synchronized byte[] take(Runnable waiter) {
    if (lent + SIZE > most) {
      waiting.add(waiter);
      return null;
    }
    lent += SIZE;
    return spare.isEmpty() ? new byte[SIZE] : spare.pop();
  }

  /** Takes a piece back. */
  void give(byte[] piece) {
    give(piece, SIZE);
  }

  /** Counts memory that is not a piece; false when there is no room for it. */
  synchronized boolean borrow(int bytes) {
    if (lent + bytes > most) {
      return false;
    }
    lent += bytes;
    return true;
  }

  void giveBack(int bytes) {
    give(null, bytes);
  }

  private void give(byte[] piece, int bytes) {
    Runnable next;
    synchronized (this) {
      lent -= bytes;
      if (piece != null && spare.size() < SPARE) {
        spare.push(piece);
      }
      next = first();
    }
    if (next != null) {
      next.run();
    }
  }

  /** Somebody waits no more; a call that was meant for it goes to the next. */
  void leave(Runnable waiter) {
    Runnable next = null;
    synchronized (this) {
      if (!waiting.remove(waiter) && lent + SIZE <= most) {
        next = first();
      }
    }
    if (next != null) {
      next.run();
    }
  }

  private Runnable first() {
    return waiting.isEmpty() ? null : waiting.removeFirst();
  }

  /** Bytes that are lent. */
  public synchronized long lent() {
    return lent;
  }
}
