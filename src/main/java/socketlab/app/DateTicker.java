// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.locks.LockSupport;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpDate;

/**
 * The Date of all answers, made once a second by a thread of its own: an answer then costs one
 * volatile read, and no clock call. nginx caches its time string likewise.
 */
public final class DateTicker implements HttpDate, AutoCloseable {
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private final Thread thread = new Thread(this::tick, "lab-date");
  private volatile Field field = format(now());

  public DateTicker() {
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * IMF-fixdate, RFC 9110 section 5.6.7. By hand: a DateTimeFormatter brings the locale data with
   * it, which is a tenth of the time that a start takes.
   *
   * @param time in UTC, of a year with four digits
   */
  static Field format(LocalDateTime time) {
    StringBuilder date = new StringBuilder(29);
    name(date, DAYS, time.getDayOfWeek().getValue()).append(", ");
    two(date, time.getDayOfMonth()).append(' ');
    name(date, MONTHS, time.getMonthValue()).append(' ').append(time.getYear()).append(' ');
    two(date, time.getHour()).append(':');
    two(date, time.getMinute()).append(':');
    two(date, time.getSecond()).append(" GMT");
    return new Field("Date", date.toString());
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

  private static LocalDateTime now() {
    return LocalDateTime.ofEpochSecond(System.currentTimeMillis() / 1000, 0, ZoneOffset.UTC);
  }

  @Override
  public Field field() {
    return field;
  }

  private void tick() {
    while (!Thread.interrupted()) {
      long millis = System.currentTimeMillis() % 1000;
      LockSupport.parkNanos((1000 - millis) * 1_000_000);
      field = format(now());
    }
  }

  /** Ends the thread; the field stays as it is. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
