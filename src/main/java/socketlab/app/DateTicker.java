// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpDate;

/**
 * The Date of all answers, made once a second by a thread of its own: an answer then costs one
 * volatile read, and no clock call. nginx caches its time string likewise.
 */
public final class DateTicker implements HttpDate, AutoCloseable {
  /** IMF-fixdate, RFC 9110 section 5.6.7. */
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

  private final Thread thread = new Thread(this::tick, "lab-date");
  private volatile Field field = format(ZonedDateTime.now(ZoneOffset.UTC));

  public DateTicker() {
    thread.setDaemon(true);
    thread.start();
  }

  static Field format(ZonedDateTime time) {
    return new Field("Date", FORMAT.format(time));
  }

  @Override
  public Field field() {
    return field;
  }

  private void tick() {
    while (!Thread.interrupted()) {
      long millis = System.currentTimeMillis() % 1000;
      LockSupport.parkNanos((1000 - millis) * 1_000_000);
      field = format(ZonedDateTime.now(ZoneOffset.UTC));
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
