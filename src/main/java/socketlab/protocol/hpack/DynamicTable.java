// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

/**
 * The fields that a connection has come to know by number: the newest first, and the oldest leave
 * when there is no room (RFC 7541 section 2.3.2). The bytes stand in one ring, and so do the
 * lengths, so that nothing is allocated once it has grown. Not thread-safe.
 */
final class DynamicTable {
  /** What each field counts beside its bytes (RFC 7541 section 4.1). */
  static final int OVERHEAD = 32;

  /** Most it may be told to hold, in bytes that count. */
  private final int limit;

  /** What it may hold now. */
  private int most;

  private int size;

  private byte[] ring = {};

  /** Where in the ring the next field's bytes go. */
  private int head;

  /** Bytes in the ring. */
  private int filled;

  private int[] names = {};
  private int[] values = {};

  /** Where in {@link #names} the next field goes; a power of two of them. */
  private int next;

  private int count;

  DynamicTable(int limit) {
    this.limit = limit;
    most = limit;
  }

  int count() {
    return count;
  }

  int size() {
    return size;
  }

  int limit() {
    return limit;
  }

  /** What leaves when there is less room, leaves at once. */
  void resize(int most) {
    this.most = most;
    evictAbove(most);
  }

  /** The length of a name; {@code index} from 0, which is the newest. */
  int nameLength(int index) {
    return names[slot(index)];
  }

  int valueLength(int index) {
    return values[slot(index)];
  }

  private int slot(int index) {
    return next - 1 - index & names.length - 1;
  }

  /**
   * Copies the name and the value behind it, or only the name.
   *
   * @param into has room from {@code at} on
   */
  void copy(int index, boolean withValue, byte[] into, int at) {
    int behind = 0;
    for (int i = 0; i <= index; i++) {
      int slot = slot(i);
      behind += names[slot] + values[slot];
    }
    int slot = slot(index);
    int length = withValue ? names[slot] + values[slot] : names[slot];
    int from = head - behind;
    if (from < 0) {
      from += ring.length;
    }
    int first = Math.min(length, ring.length - from);
    System.arraycopy(ring, from, into, at, first);
    System.arraycopy(ring, 0, into, at + first, length - first);
  }

  /**
   * Adds a field, as the newest. One that is larger than the whole table empties it.
   *
   * @param bytes has the name from {@code from} to {@code nameEnd}, and the value behind it
   */
  void add(byte[] bytes, int from, int nameEnd, int valueEnd) {
    int length = valueEnd - from;
    evictAbove(most - OVERHEAD - length);
    if (OVERHEAD + length > most) {
      return;
    }
    reserve(length);
    int first = Math.min(length, ring.length - head);
    System.arraycopy(bytes, from, ring, head, first);
    System.arraycopy(bytes, from + first, ring, 0, length - first);
    head += length;
    if (head >= ring.length) {
      head -= ring.length;
    }
    names[next] = nameEnd - from;
    values[next] = valueEnd - nameEnd;
    next = next + 1 & names.length - 1;
    count++;
    filled += length;
    size += length + OVERHEAD;
  }

  private void evictAbove(int room) {
    while (count > 0 && size > room) {
      int oldest = slot(count - 1);
      int length = names[oldest] + values[oldest];
      filled -= length;
      size -= length + OVERHEAD;
      count--;
    }
  }

  private void reserve(int length) {
    if (filled + length > ring.length) {
      byte[] larger = new byte[Math.min(limit, Math.max(2 * ring.length, filled + length + 256))];
      int tail = head - filled < 0 ? head - filled + ring.length : head - filled;
      int first = Math.min(filled, ring.length - tail);
      System.arraycopy(ring, tail, larger, 0, first);
      System.arraycopy(ring, 0, larger, first, filled - first);
      ring = larger;
      head = filled;
    }
    if (count == names.length) {
      int larger = Math.max(16, 2 * count);
      int[] moreNames = new int[larger];
      int[] moreValues = new int[larger];
      for (int i = 0; i < count; i++) {
        moreNames[count - 1 - i] = names[slot(i)];
        moreValues[count - 1 - i] = values[slot(i)];
      }
      names = moreNames;
      values = moreValues;
      next = count;
    }
  }
}
