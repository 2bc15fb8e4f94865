// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * One direction of a link: decides which packets get through, and when. It knows no socket and no
 * clock; every time is one that the caller tells, in nanoseconds, and never goes back.
 *
 * <pre>
 *            lost                dropped
 *             ▲                    ▲
 *   packet ───┴──▶ queue ──────────┴──▶ on the wire ──▶ due
 *                  sent one after another,  delay,
 *                  length / rate each       all at once
 * </pre>
 *
 * <p>No packet overtakes another, so one ring holds both halves in order, and how full the queue is
 * needs no timer: a packet has left it when its time to leave has passed.
 *
 * <p>Confined to one thread, but for {@link #read}. Allocates nothing.
 */
final class LinkDirection {

  private static final long NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** What becomes of a packet. */
  enum Fate {
    CARRIED,
    LOST,
    DROPPED
  }

  private final LinkOptions options;
  private final long delay;
  private final RandomGenerator random;

  /** The ring: slots and when each leaves the queue; the index grows for ever. */
  private final int[] slots;

  private final long[] leaves;
  private final int mask;
  private long head;
  private long queued;
  private long tail;
  private long lineFree;

  private final AtomicLong packets = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  /**
   * @param random chooses the lost ones
   * @param capacity packets it can hold at all, a power of two
   */
  LinkDirection(LinkOptions options, RandomGenerator random, int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("the capacity is a power of two, not " + capacity);
    }
    this.options = options;
    this.random = random;
    delay = options.delay().toNanos();
    slots = new int[capacity];
    leaves = new long[capacity];
    mask = capacity - 1;
  }

  /**
   * A packet comes in.
   *
   * @param slot where it is; the direction's when carried, and the caller's otherwise
   * @param length in bytes
   */
  Fate offer(int slot, int length, long now) {
    if (options.loss() > 0 && random.nextDouble() < options.loss()) {
      add(lost, 1);
      return Fate.LOST;
    }
    while (queued < tail && leaves[(int) queued & mask] <= now) {
      queued++;
    }
    if (tail - queued >= options.queue() || tail - head > mask) {
      return drop();
    }
    lineFree = Math.max(now, lineFree) + sendingTime(length);
    slots[(int) tail & mask] = slot;
    leaves[(int) tail & mask] = lineFree;
    tail++;
    return Fate.CARRIED;
  }

  /** A packet for which there is no room. */
  Fate drop() {
    add(dropped, 1);
    return Fate.DROPPED;
  }

  private long sendingTime(int length) {
    return options.rate() == LinkOptions.UNLIMITED
        ? 0
        : length * Byte.SIZE * NANOS_A_SECOND / options.rate();
  }

  /** When the next packet is due; {@link Long#MAX_VALUE} while none is under way. */
  long due() {
    return head == tail ? Long.MAX_VALUE : leaves[(int) head & mask] + delay;
  }

  /**
   * The packet that is due comes out.
   *
   * @return its slot, which is the caller's from now on
   */
  int next() {
    int slot = slots[(int) head & mask];
    // A packet whose delay is over has left the queue.
    head++;
    queued = Math.max(queued, head);
    return slot;
  }

  /** Counts a packet that has arrived. */
  void arrived(int length) {
    add(packets, 1);
    add(bytes, length);
  }

  /** The counters now; any thread. */
  LinkCounters.Direction read() {
    return new LinkCounters.Direction(
        packets.getOpaque(), bytes.getOpaque(), lost.getOpaque(), dropped.getOpaque());
  }

  /** One thread writes: it needs no locked instruction. */
  private static void add(AtomicLong counter, long amount) {
    counter.setOpaque(counter.getPlain() + amount);
  }
}
