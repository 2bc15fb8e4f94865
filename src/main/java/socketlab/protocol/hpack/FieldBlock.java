// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import socketlab.protocol.http.grammar.Ascii;

/**
 * The fields of one block, decoded: all their bytes in one array, name and value of each behind one
 * another. It is filled again and again, and keeps nothing above its limit. Not thread-safe.
 */
public final class FieldBlock {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;

  /** Where each name ends, and each value. */
  private int[] ends = new int[32];

  private int count;
  private int size;
  private long listSize;
  private int limit;

  /** Gets ready for another block. */
  public void begin(int limit) {
    this.limit = limit;
    count = 0;
    size = 0;
    listSize = 0;
  }

  public int count() {
    return count;
  }

  /**
   * True when it had more than its limit: the fields behind that are not here. Counted as RFC 9113
   * section 6.5.2 has it: 32 bytes a field beside its own.
   */
  public boolean isTooLarge() {
    return listSize > limit;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Bytes of memory that it takes. */
  public int capacity() {
    return bytes.length;
  }

  /** Where in {@link #bytes()} the name of a field begins. */
  public int name(int field) {
    return field == 0 ? 0 : ends[2 * field - 1];
  }

  public int nameEnd(int field) {
    return ends[2 * field];
  }

  /** Where the value begins. */
  public int value(int field) {
    return ends[2 * field];
  }

  public int valueEnd(int field) {
    return ends[2 * field + 1];
  }

  public String nameOf(int field) {
    return new String(bytes, name(field), nameEnd(field) - name(field), ISO_8859_1);
  }

  public String valueOf(int field) {
    return new String(bytes, value(field), valueEnd(field) - value(field), ISO_8859_1);
  }

  public boolean isNamed(int field, String name) {
    int from = name(field);
    return nameEnd(field) - from == name.length() && Ascii.is(name, bytes, from);
  }

  // What the decoder does.

  /** Where the next field's bytes go. */
  int end() {
    return size;
  }

  /** Makes room behind {@code at}. */
  byte[] reserve(int at, int length) {
    if (bytes.length - at < length) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.max(256, 2 * bytes.length), at + length));
    }
    return bytes;
  }

  /** Counts a field whose bytes are not here. */
  void skip(int length) {
    listSize += DynamicTable.OVERHEAD + length;
  }

  /** Takes a field that stands from {@link #end()} on, unless it is one too many. */
  void add(int nameEnd, int valueEnd) {
    listSize += DynamicTable.OVERHEAD + valueEnd - size;
    if (listSize > limit) {
      return;
    }
    if (2 * count == ends.length) {
      ends = Arrays.copyOf(ends, 4 * count);
    }
    ends[2 * count] = nameEnd;
    ends[2 * count + 1] = valueEnd;
    count++;
    size = valueEnd;
  }
}
