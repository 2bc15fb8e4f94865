// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Times as HTTP writes them: IMF-fixdate, RFC 9110 section 5.6.7. Written by hand: a
 * DateTimeFormatter brings the locale data with it, which is a tenth of the time that a start
 * takes.
 */
public final class ImfDate {
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final int LENGTH = "Sun, 06 Nov 1994 08:49:37 GMT".length();

  private ImfDate() {}

  /**
   * A time as text.
   *
   * @param time in UTC, of a year with four digits
   */
  public static String text(LocalDateTime time) {
    StringBuilder date = new StringBuilder(LENGTH);
    name(date, DAYS, time.getDayOfWeek().getValue()).append(", ");
    two(date, time.getDayOfMonth()).append(' ');
    name(date, MONTHS, time.getMonthValue()).append(' ').append(time.getYear()).append(' ');
    two(date, time.getHour()).append(':');
    two(date, time.getMinute()).append(':');
    two(date, time.getSecond()).append(" GMT");
    return date.toString();
  }

  /** Likewise, of seconds since 1970. */
  public static String text(long epochSeconds) {
    return text(LocalDateTime.ofEpochSecond(epochSeconds, 0, ZoneOffset.UTC));
  }

  /**
   * Reads one.
   *
   * @return seconds since 1970; empty when it is no such date, or one of the two older forms that
   *     nobody sends any more: a condition with it is then ignored, which is always safe
   */
  public static OptionalLong seconds(String text) {
    if (text.length() != LENGTH || !text.endsWith(" GMT")) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          LocalDateTime.parse(
                  text, DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT))
              .toEpochSecond(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * @param index from 1
   */
  private static StringBuilder name(StringBuilder date, String names, int index) {
    return date.append(names, 3 * index - 3, 3 * index);
  }

  private static StringBuilder two(StringBuilder date, int number) {
    return date.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
