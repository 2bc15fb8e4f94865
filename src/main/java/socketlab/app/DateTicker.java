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
  private final Thread thread = new Thread(this::tick, "lab-date");
  private volatile Field field = format(now());

  public DateTicker() {
    thread.setDaemon(true);
    thread.start();
  }

  /** The field of this moment, in UTC. */
  static Field format(LocalDateTime time) {
    return new Field("Date", ImfDate.text(time));
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
