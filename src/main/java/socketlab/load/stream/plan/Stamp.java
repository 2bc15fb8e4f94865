// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream.plan;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * When a message was published, in its own text: {@code published=1700000000000000.17}, which is
 * the time in microseconds since 1970 and, if there is one, the message's number. It may stand
 * anywhere in a message, so that it survives whatever a server wraps around it. Confined to a
 * thread.
 */
public final class Stamp {
  /** Bytes of the longest one. */
  public static final int LONGEST = 48;

  /** Where there is none. */
  public static final long NO_NUMBER = -1;

  private static final byte[] WORD = "published=".getBytes(US_ASCII);
  private static final int MOST_DIGITS = 18;

  private long micros;
  private long number;
  private int end;

  /** A message that carries one, filled up to this size. */
  public static byte[] message(long micros, long number, int bytes) {
    StringBuilder text = new StringBuilder(bytes);
    text.append("published=").append(micros).append('.').append(number).append(' ');
    while (text.length() < bytes) {
      text.append('.');
    }
    return text.toString().getBytes(US_ASCII);
  }

  /**
   * Looks for the next one in {@code bytes[from, to)}.
   *
   * @return whether there is one; {@link #end} is behind it
   */
  public boolean find(byte[] bytes, int from, int to) {
    for (int at = from; at + WORD.length < to; at++) {
      if (bytes[at] == 'p' && isWord(bytes, at) && read(bytes, at + WORD.length, to)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWord(byte[] bytes, int at) {
    for (int i = 1; i < WORD.length; i++) {
      if (bytes[at + i] != WORD[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean read(byte[] bytes, int from, int to) {
    int at = digits(bytes, from, to);
    if (at == from || at - from > MOST_DIGITS) {
      return false;
    }
    micros = value(bytes, from, at);
    number = NO_NUMBER;
    end = at;
    if (at < to && bytes[at] == '.') {
      int last = digits(bytes, at + 1, to);
      if (last > at + 1 && last - at - 1 <= MOST_DIGITS) {
        number = value(bytes, at + 1, last);
        end = last;
      }
    }
    return true;
  }

  private static int digits(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at;
  }

  private static long value(byte[] bytes, int from, int to) {
    long value = 0;
    for (int at = from; at < to; at++) {
      value = 10 * value + bytes[at] - '0';
    }
    return value;
  }

  /** Of the one that was found: microseconds since 1970. */
  public long micros() {
    return micros;
  }

  /** Likewise: from 0, or {@link #NO_NUMBER}. */
  public long number() {
    return number;
  }

  public int end() {
    return end;
  }
}
