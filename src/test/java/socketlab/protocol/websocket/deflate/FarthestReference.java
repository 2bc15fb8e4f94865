// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.deflate;

/**
 * Reads deflate (RFC 1951) as far as it takes to see how far back it refers at most: what the JDK's
 * inflater, whose window is as large as can be, does not tell.
 */
final class FarthestReference {
  private static final int[] LENGTH_EXTRA = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final int LONGEST_CODE = 15;

  private final byte[] bytes;
  private final int end;
  private int bit;
  private int farthest;

  private FarthestReference(byte[] bytes, int length) {
    this.bytes = bytes;
    end = 8 * length;
  }

  /** In bytes; 0 when it refers to nothing. The last block may be cut off as a message's is. */
  static int of(byte[] bytes, int length) {
    FarthestReference reader = new FarthestReference(bytes, length);
    boolean last = false;
    while (!last && reader.end - reader.bit > 3 + 7) {
      last = reader.bits(1) == 1;
      switch (reader.bits(2)) {
        case 0 -> reader.stored();
        case 1 -> reader.block(fixedLengths(), fixedDistances());
        case 2 -> reader.dynamic();
        default -> throw new AssertionError("no such block");
      }
    }
    return reader.farthest;
  }

  private int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++, bit++) {
      value |= (bytes[bit >> 3] >> (bit & 7) & 1) << i;
    }
    return value;
  }

  private void stored() {
    bit = bit + 7 & ~7;
    if (bit < end) {
      bit += 32 + 8 * (bytes[bit >> 3] & 0xff | (bytes[(bit >> 3) + 1] & 0xff) << 8);
    }
  }

  private static int[] fixedLengths() {
    int[] lengths = new int[288];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
    return lengths;
  }

  private static int[] fixedDistances() {
    int[] lengths = new int[30];
    java.util.Arrays.fill(lengths, 5);
    return lengths;
  }

  private void dynamic() {
    int literals = bits(5) + 257;
    int distances = bits(5) + 1;
    int codes = bits(4) + 4;
    int[] lengths = new int[ORDER.length];
    for (int i = 0; i < codes; i++) {
      lengths[ORDER[i]] = bits(3);
    }
    int[] all = new int[literals + distances];
    for (int i = 0; i < all.length; ) {
      int symbol = symbol(lengths);
      int value = symbol < 16 ? symbol : symbol == 16 ? all[i - 1] : 0;
      int times =
          switch (symbol) {
            case 16 -> 3 + bits(2);
            case 17 -> 3 + bits(3);
            case 18 -> 11 + bits(7);
            default -> 1;
          };
      for (; times > 0; times--) {
        all[i++] = value;
      }
    }
    block(
        java.util.Arrays.copyOf(all, literals),
        java.util.Arrays.copyOfRange(all, literals, all.length));
  }

  private void block(int[] literals, int[] distances) {
    for (int symbol = symbol(literals); symbol != 256; symbol = symbol(literals)) {
      if (symbol > 256) {
        bits(LENGTH_EXTRA[symbol - 257]);
        int code = symbol(distances);
        int extra = Math.max(0, code / 2 - 1);
        int base = code < 2 ? code : 2 + code % 2 << extra;
        farthest = Math.max(farthest, 1 + base + bits(extra));
      }
    }
  }

  /** The next symbol of a canonical code, bit by bit as RFC 1951 section 3.2.2 gives them out. */
  private int symbol(int[] lengths) {
    int code = 0;
    int first = 0;
    for (int length = 1; length <= LONGEST_CODE; length++) {
      code = code << 1 | bits(1);
      int count = 0;
      for (int i = 0; i < lengths.length; i++) {
        if (lengths[i] == length && first + count++ == code) {
          return i;
        }
      }
      first = first + count << 1;
    }
    throw new AssertionError("no such symbol");
  }
}
