// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

/**
 * Decodes the blocks of one direction of a connection, in their order (RFC 7541). It allocates
 * nothing once its table and the block have grown.
 *
 * <p>Each block is decoded to its end, whatever it holds, since the next one builds on the table;
 * but fields above the block's limit are counted, not copied, so that a byte that stands for a
 * large field costs little (an "HPACK bomb"). Not thread-safe.
 */
public final class HpackDecoder {
  /** Bytes of the table that a peer may count on unless it was told otherwise. */
  public static final int TABLE_SIZE = 4096;

  /** Above any length or number that is not refused anyway. */
  private static final int LARGEST = 1 << 24;

  private final DynamicTable table;

  private byte[] bytes;
  private int at;
  private int end;

  /**
   * @param tableSize as announced to the peer, in bytes
   */
  public HpackDecoder(int tableSize) {
    table = new DynamicTable(tableSize);
  }

  /** Bytes that the table holds, as they count. */
  public int tableSize() {
    return table.size();
  }

  /** Decodes {@code bytes[from, to)}, a whole block, into a block that has {@code begun}. */
  public void decode(byte[] bytes, int from, int to, FieldBlock block) throws HpackError {
    this.bytes = bytes;
    at = from;
    end = to;
    try {
      resizeTable();
      while (at < end) {
        int first = bytes[at];
        if (first < 0) {
          indexed(integer(7), block);
        } else if ((first & 0x40) != 0) {
          literal(integer(6), true, block);
        } else if ((first & 0x20) != 0) {
          throw new HpackError("the table's size changes within a block");
        } else {
          // Without indexing, or never to be indexed: to a reader it is the same.
          literal(integer(4), false, block);
        }
      }
    } finally {
      this.bytes = null;
    }
  }

  /** RFC 7541 section 4.2: at a block's begin, at most two of them. */
  private void resizeTable() throws HpackError {
    for (int i = 0; i < 2 && at < end && (bytes[at] & 0xe0) == 0x20; i++) {
      int size = integer(5);
      if (size > table.limit()) {
        throw new HpackError("the table's size is above " + table.limit() + " bytes");
      }
      table.resize(size);
    }
  }

  private void indexed(int index, FieldBlock block) throws HpackError {
    if (index == 0) {
      throw new HpackError("no field has the number 0");
    }
    int from = block.end();
    if (index <= StaticTable.SIZE) {
      byte[] name = StaticTable.name(index);
      byte[] value = StaticTable.value(index);
      int length = name.length + value.length;
      if (block.isTooLarge()) {
        block.skip(length);
        return;
      }
      byte[] into = block.reserve(from, length);
      System.arraycopy(name, 0, into, from, name.length);
      System.arraycopy(value, 0, into, from + name.length, value.length);
      block.add(from + name.length, from + length);
      return;
    }
    int place = dynamic(index);
    int nameLength = table.nameLength(place);
    int length = nameLength + table.valueLength(place);
    if (block.isTooLarge()) {
      block.skip(length);
      return;
    }
    table.copy(place, true, block.reserve(from, length), from);
    block.add(from + nameLength, from + length);
  }

  private int dynamic(int index) throws HpackError {
    int place = index - StaticTable.SIZE - 1;
    if (place >= table.count()) {
      throw new HpackError("no field has the number " + index);
    }
    return place;
  }

  /**
   * @param index whose name it has, or 0 when the name follows
   */
  private void literal(int index, boolean indexing, FieldBlock block) throws HpackError {
    int from = block.end();
    int nameEnd = index == 0 ? string(block, from) : name(index, block, from);
    int valueEnd = string(block, nameEnd);
    if (indexing) {
      table.add(block.bytes(), from, nameEnd, valueEnd);
    }
    block.add(nameEnd, valueEnd);
  }

  private int name(int index, FieldBlock block, int from) throws HpackError {
    if (index <= StaticTable.SIZE) {
      byte[] name = StaticTable.name(index);
      System.arraycopy(name, 0, block.reserve(from, name.length), from, name.length);
      return from + name.length;
    }
    int place = dynamic(index);
    int length = table.nameLength(place);
    table.copy(place, false, block.reserve(from, length), from);
    return from + length;
  }

  /** Decodes a string to {@code into} of the block; where it ends there. */
  private int string(FieldBlock block, int into) throws HpackError {
    if (at == end) {
      throw cutOff();
    }
    boolean huffman = bytes[at] < 0;
    int length = integer(7);
    if (length > end - at) {
      throw cutOff();
    }
    int from = at;
    at += length;
    if (huffman) {
      byte[] room = block.reserve(into, Huffman.mostDecoded(length));
      return Huffman.decode(bytes, from, at, room, into);
    }
    System.arraycopy(bytes, from, block.reserve(into, length), into, length);
    return into + length;
  }

  /** RFC 7541 section 5.1. */
  private int integer(int prefix) throws HpackError {
    int most = (1 << prefix) - 1;
    int value = bytes[at++] & most;
    if (value < most) {
      return value;
    }
    for (int shift = 0; ; shift += 7) {
      if (at == end) {
        throw cutOff();
      }
      int next = bytes[at++];
      if (shift > 21) {
        throw new HpackError("a number is above " + LARGEST);
      }
      value += (next & 0x7f) << shift;
      if (value > LARGEST) {
        throw new HpackError("a number is above " + LARGEST);
      }
      if (next >= 0) {
        return value;
      }
    }
  }

  private static HpackError cutOff() {
    return new HpackError("a block ends within a field");
  }
}
