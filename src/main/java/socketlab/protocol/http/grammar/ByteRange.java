// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of something whose size is known (RFC 9110 section 14.1.2).
 *
 * @param from of its first byte
 * @param to behind its last byte
 */
public record ByteRange(long from, long to) {
  /** More ranges than that in one request are not heard: each costs a head of its own. */
  public static final int MOST = 16;

  private static final String UNIT = "bytes=";
  private static final Pattern SPEC = Pattern.compile("(\\d*)-(\\d*)");

  /** Enough for any size that there is. */
  private static final int DIGITS = 18;

  /**
   * Reads a Range field.
   *
   * @param size of the whole, in bytes
   * @return the ranges that can be had, in their order; none when the field is fine and they all
   *     lie behind the end. Empty when the field is to be ignored: another unit, no range at all,
   *     more than {@value #MOST}, or more bytes together than the whole has (section 14.2)
   */
  public static Optional<List<ByteRange>> parse(String field, long size) {
    if (!field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return Optional.empty();
    }
    String[] specs = field.substring(UNIT.length()).split(",", -1);
    if (specs.length > MOST) {
      return Optional.empty();
    }
    List<ByteRange> ranges = new ArrayList<>();
    long bytes = 0;
    for (String spec : specs) {
      Matcher parts = SPEC.matcher(spec.strip());
      if (!parts.matches() || !isRange(parts.group(1), parts.group(2))) {
        return Optional.empty();
      }
      ByteRange range = of(parts.group(1), parts.group(2), size);
      if (range.length() > 0) {
        ranges.add(range);
        bytes += range.length();
      }
    }
    return ranges.size() > 1 && bytes > size ? Optional.empty() : Optional.of(ranges);
  }

  private static boolean isRange(String first, String last) {
    if (first.isEmpty()) {
      return !last.isEmpty();
    }
    return last.isEmpty() || number(first) <= number(last);
  }

  /** Of no length when the whole has nothing of it. */
  private static ByteRange of(String first, String last, long size) {
    if (first.isEmpty()) {
      return new ByteRange(Math.max(0, size - number(last)), size);
    }
    long from = Math.min(number(first), size);
    return new ByteRange(from, last.isEmpty() ? size : Math.min(number(last) + 1, size));
  }

  private static long number(String digits) {
    return digits.length() > DIGITS ? Long.MAX_VALUE / 2 : Long.parseLong(digits);
  }

  public long length() {
    return to - from;
  }

  /** As Content-Range tells it. */
  public String of(long size) {
    return "bytes " + from + '-' + (to - 1) + '/' + size;
  }
}
