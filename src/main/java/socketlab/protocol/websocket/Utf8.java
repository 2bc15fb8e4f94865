// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

/**
 * Looks at text as it comes, in any cut, and sees the first byte that cannot belong to UTF-8 (RFC
 * 3629 section 4, which allows no surrogates, no longer forms than needed, and nothing above
 * U+10FFFF).
 *
 * <p>Those three are excluded by the byte that follows the first: its range is narrower then.
 */
public final class Utf8 {
  private static final int LOWEST = 0x80;
  private static final int HIGHEST = 0xbf;

  /** Bytes that the character begun still needs. */
  private int needed;

  /** The range of the next of them. */
  private int low = LOWEST;

  private int high = HIGHEST;

  /** False when {@code bytes[from, to)} cannot follow what came before. */
  public boolean accept(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      int value = bytes[at] & 0xff;
      if (needed == 0) {
        if (value >= LOWEST && !begin(value)) {
          return false;
        }
      } else if (value < low || value > high) {
        return false;
      } else {
        needed--;
        low = LOWEST;
        high = HIGHEST;
      }
    }
    return true;
  }

  private boolean begin(int first) {
    if (first < 0xc2 || first > 0xf4) {
      return false;
    }
    needed = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    switch (first) {
      case 0xe0 -> low = 0xa0;
      case 0xed -> high = 0x9f;
      case 0xf0 -> low = 0x90;
      case 0xf4 -> high = 0x8f;
      default -> {}
    }
    return true;
  }

  /** True when no character is left half-way. */
  public boolean isWhole() {
    return needed == 0;
  }

  public void reset() {
    needed = 0;
    low = LOWEST;
    high = HIGHEST;
  }
}
