// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import socketlab.protocol.http.HttpDate;

/**
 * The Date line of all answers, made once a second by a thread of its own: an answer then costs one
 * volatile read, and no clock call. nginx caches its time string likewise.
 */
public final class DateTicker implements HttpDate, AutoCloseable {
  /** IMF-fixdate, RFC 9110 section 5.6.7. */
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

  private final Thread thread = new Thread(this::tick, "lab-date");
  private volatile byte[] line = format(ZonedDateTime.now(ZoneOffset.UTC));

  public DateTicker() {
    thread.setDaemon(true);
    thread.start();
  }

  static byte[] format(ZonedDateTime time) {
    return ("Date: " + FORMAT.format(time) + "\r\n").getBytes(US_ASCII);
  }

  @Override
  public byte[] line() {
    return line;
  }

  private void tick() {
    while (!Thread.interrupted()) {
      long millis = System.currentTimeMillis() % 1000;
      LockSupport.parkNanos((1000 - millis) * 1_000_000);
      line = format(ZonedDateTime.now(ZoneOffset.UTC));
    }
  }

  /** Ends the thread; the line stays as it is. */
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
