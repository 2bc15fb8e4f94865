// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.kept;

/**
 * Consecutive messages in memory, the newest so many bytes of them. One thread at a time appends;
 * any reads, without a lock.
 */
final class RecentMessages {
  /** What readers see: replaced as a whole, so that first, next and ring fit together. */
  private record View(Message[] ring, long first, long next) {
    Message at(long offset) {
      if (offset < first || offset >= next) {
        return null;
      }
      Message message = ring[(int) offset & ring.length - 1];
      // The place may have been given to a later one since this view was taken.
      return message != null && message.offset() == offset ? message : null;
    }
  }

  private static final int LEAST = 16;

  private final long mostBytes;
  private final long mostMillis;
  private long bytes;
  private volatile View view;

  /**
   * @param next the offset of the first message that will be appended
   * @param mostBytes of memory; the newest message stays, whatever its size
   * @param mostMillis age, {@link Long#MAX_VALUE} for no limit
   */
  RecentMessages(long next, long mostBytes, long mostMillis) {
    this.mostBytes = mostBytes;
    this.mostMillis = mostMillis;
    view = new View(new Message[LEAST], next, next);
  }

  /** Appends the message that has the offset {@link #next}. */
  void append(Message message) {
    View now = view;
    Message[] ring = now.ring;
    if (now.next - now.first == ring.length) {
      ring = larger(now);
    }
    ring[(int) now.next & ring.length - 1] = message;
    bytes += message.cost();
    view = new View(ring, drop(ring, now.first, now.next + 1), now.next + 1);
  }

  private static Message[] larger(View view) {
    Message[] ring = new Message[2 * view.ring.length];
    for (long offset = view.first; offset < view.next; offset++) {
      ring[(int) offset & ring.length - 1] = view.at(offset);
    }
    return ring;
  }

  /** Drops the oldest that are beyond a limit; the first that stays. */
  private long drop(Message[] ring, long first, long next) {
    long oldest = mostMillis == Long.MAX_VALUE ? 0 : System.currentTimeMillis() - mostMillis;
    long from = first;
    for (; from < next; from++) {
      int place = (int) from & ring.length - 1;
      Message message = ring[place];
      if (message.at() >= oldest && (bytes <= mostBytes || from == next - 1)) {
        break;
      }
      bytes -= message.cost();
      ring[place] = null;
    }
    return from;
  }

  /** Drops what is too old by now; by who appends. */
  void expire() {
    View now = view;
    long first = drop(now.ring, now.first, now.next);
    if (first != now.first) {
      view = new View(now.ring, first, now.next);
    }
  }

  Message at(long offset) {
    return view.at(offset);
  }

  long first() {
    return view.first;
  }

  long next() {
    return view.next;
  }

  /** Bytes of memory that its messages take, about; by who appends. */
  long bytes() {
    return bytes;
  }
}
