// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

import socketlab.protocol.Output;

/**
 * The Huffman code of RFC 7541 appendix B. It is canonical: of two symbols the one with the shorter
 * code comes first, and of two that are as long the smaller one, so that the lengths say it all.
 *
 * <p>Codes of up to eight bits, which are nearly all that occur, are found by one look at a table;
 * the others by their length, which is the first whose largest code is not exceeded.
 */
final class Huffman {
  private static final int END = 256;
  private static final int LONGEST = 30;
  private static final int QUICK = 8;

  /** Bits of each symbol's code; the last is the end of a string, which is never sent. */
  private static final byte[] LENGTHS = {
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
    28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
    13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
    6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
    20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
    21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
    20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
    30,
  };

  private static final int[] CODES = new int[LENGTHS.length];

  /** Symbols in the order of their codes. */
  private static final short[] ORDERED = new short[LENGTHS.length];

  /** For each length: the first code of it, and where in {@link #ORDERED} it stands. */
  private static final int[] FIRST = new int[LONGEST + 1];

  private static final int[] PLACE = new int[LONGEST + 1];

  /** For each length: above the last code of it and of shorter ones, at the top of 32 bits. */
  private static final long[] ABOVE = new long[LONGEST + 1];

  /** By the next eight bits: the symbol and, above it, its length; 0 where the code is longer. */
  private static final short[] QUICKLY = new short[1 << QUICK];

  static {
    int code = 0;
    int place = 0;
    for (int length = 1; length <= LONGEST; length++) {
      FIRST[length] = code;
      PLACE[length] = place;
      for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
        if (LENGTHS[symbol] == length) {
          if (length <= QUICK) {
            int same = 1 << QUICK - length;
            for (int i = 0; i < same; i++) {
              QUICKLY[(code << QUICK - length) + i] = (short) (length << 8 | symbol);
            }
          }
          CODES[symbol] = code++;
          ORDERED[place++] = (short) symbol;
        }
      }
      ABOVE[length] = (long) code << 32 - length;
      code <<= 1;
    }
  }

  private Huffman() {}

  /** The most bytes that so many encoded ones can be: the shortest code has five bits. */
  static int mostDecoded(int encoded) {
    return encoded * 8 / 5;
  }

  /**
   * Decodes {@code bytes[from, to)} into {@code into}, which has room.
   *
   * @return where the decoded bytes end
   */
  static int decode(byte[] bytes, int from, int to, byte[] into, int at) throws HpackError {
    // The next bits of the string, from the highest on; what is not there yet reads as ones, as
    // the padding is.
    long bits = -1;
    int have = 0;
    while (true) {
      while (have <= 56 && from < to) {
        int shift = 56 - have;
        bits = bits & ~(0xffL << shift) | (bytes[from++] & 0xffL) << shift;
        have += 8;
      }
      int quick = QUICKLY[(int) (bits >>> 64 - QUICK)];
      int length;
      int symbol;
      if (quick != 0) {
        length = quick >> 8;
        symbol = quick & 0xff;
      } else {
        long top = bits >>> 32;
        length = QUICK + 1;
        while (length < LONGEST && top >= ABOVE[length]) {
          length++;
        }
        symbol = ORDERED[PLACE[length] + (int) (top >>> 32 - length) - FIRST[length]];
      }
      if (length > have) {
        if (have >= 8 || bits != -1) {
          throw new HpackError("a Huffman code is cut off, or padded by more than it may");
        }
        return at;
      }
      if (symbol == END) {
        throw new HpackError("a string holds its own end");
      }
      into[at++] = (byte) symbol;
      bits = bits << length | (1L << length) - 1;
      have -= length;
    }
  }

  /** Bytes that {@code text} takes when encoded. */
  static int length(byte[] text) {
    long bits = 0;
    for (byte b : text) {
      bits += LENGTHS[b & 0xff];
    }
    return (int) (bits + 7 >> 3);
  }

  static void encode(byte[] text, Output out) {
    long bits = 0;
    int have = 0;
    for (byte b : text) {
      int symbol = b & 0xff;
      bits = bits << LENGTHS[symbol] | CODES[symbol];
      have += LENGTHS[symbol];
      for (; have >= 8; have -= 8) {
        out.put((byte) (bits >> have - 8));
      }
    }
    if (have > 0) {
      out.put((byte) (bits << 8 - have | 0xff >> have));
    }
  }
}
