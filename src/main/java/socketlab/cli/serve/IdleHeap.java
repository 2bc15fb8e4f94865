// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

/**
 * When a server that has become quiet is to give memory back. The serial collector gives none back
 * but in a full collection, and a server whose requests allocate nothing has no reason for one:
 * what a flood of large bodies has made the heap grow to would be kept for good.
 *
 * <pre>
 *   rest ──▶ busy ──quiet, and larger than at the last rest by half──▶ COLLECT ──▶ rest
 *                                                                      ▲     │
 *                                                                      └─────┘ while it shrinks
 * </pre>
 *
 * <p>It is collected once more after it has shrunk: connections that were ending at the first time
 * are gone at the second. Confined to one thread.
 */
final class IdleHeap {
  /** Requests and connections a second that are still quiet: a health check, somebody looking. */
  private static final long QUIET_PER_SECOND = 20;

  /** How much larger than at its last rest a heap is worth a collection. */
  private static final double GROWN = 1.5;

  private long work;
  private long restBytes;
  private long collectedBytes;

  /**
   * @param restBytes the heap's size now, before any work
   */
  IdleHeap(long restBytes) {
    this.restBytes = restBytes;
  }

  /**
   * Looks once.
   *
   * @param workSoFar requests and connections since the start
   * @param seconds since the last look
   * @param heapBytes the heap's size: what is used and what is not
   * @return whether it is to be collected now
   */
  boolean look(long workSoFar, double seconds, long heapBytes) {
    boolean isQuiet = workSoFar - work <= QUIET_PER_SECOND * seconds;
    work = workSoFar;
    if (collectedBytes > 0 && heapBytes > collectedBytes / GROWN) {
      // What stayed after a collection is in use, and no reason for another.
      restBytes = Math.max(restBytes, heapBytes);
    }
    collectedBytes = 0;
    if (!isQuiet || heapBytes <= GROWN * restBytes) {
      return false;
    }
    collectedBytes = heapBytes;
    return true;
  }
}
