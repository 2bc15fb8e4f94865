// SPDX-License-Identifier: Apache-2.0
package socketlab.app.signin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import socketlab.disk.log.Appended;
import socketlab.disk.log.Log;
import socketlab.disk.log.LogRecord;
import socketlab.disk.log.LogWriter;

/**
 * Who is signed in, by a log: a record for each sign-in, {@code + ID NAME}, and one for each
 * sign-out, {@code - ID}. The log may delete its records when they are as old as a session may
 * become. Thread-safe; nothing blocks once it is open.
 */
public final class StoredSessions {
  private static final int RECORDS_AT_ONCE = 1000;
  private static final int BYTES_AT_ONCE = 1 << 20;

  private record Session(String name, long sinceMillis) {}

  private final SignInLimits limits;
  private final Log log;
  private final LogWriter writer;

  /** In the order in which they were signed in. */
  private final Map<String, Session> byId = new LinkedHashMap<>();

  private int underWay;

  private StoredSessions(Log log, LogWriter writer, SignInLimits limits) {
    this.log = log;
    this.writer = writer;
    this.limits = limits;
  }

  /**
   * Makes the sessions from the log; it waits for the disk.
   *
   * @param log of this alone
   */
  public static StoredSessions open(Log log, LogWriter writer, SignInLimits limits)
      throws IOException {
    StoredSessions sessions = new StoredSessions(log, writer, limits);
    for (long next = log.first(); next < log.end(); ) {
      List<LogRecord> records = log.read(next, RECORDS_AT_ONCE, BYTES_AT_ONCE);
      records.forEach(sessions::replay);
      next = records.getLast().offset() + 1;
    }
    return sessions;
  }

  private void replay(LogRecord record) {
    String[] parts = new String(record.bytes(), US_ASCII).split(" ");
    if (parts[0].equals("+")) {
      byId.put(parts[1], new Session(parts[2], record.millis()));
    } else {
      byId.remove(parts[1]);
    }
  }

  /**
   * Signs in.
   *
   * @param then gets the id by any thread, once the session is in the log; null when it is not
   * @return false when there are too many, or too much waits for the disk; {@code then} is not
   *     called then
   */
  synchronized boolean add(String name, long millis, Consumer<String> then) {
    forgetOld(millis);
    if (byId.size() + underWay >= limits.sessions()) {
      return false;
    }
    String id = SessionIds.next();
    boolean isTaken =
        append(
            "+ " + id + " " + name,
            at -> {
              added(id, at < 0 ? null : new Session(name, at));
              then.accept(at < 0 ? null : id);
            });
    underWay += isTaken ? 1 : 0;
    return isTaken;
  }

  private synchronized void added(String id, Session session) {
    underWay--;
    if (session != null) {
      byId.put(id, session);
    }
  }

  /** Whose session it is; empty when there is none, or no more. */
  synchronized Optional<String> name(String id, long millis) {
    forgetOld(millis);
    return Optional.ofNullable(byId.get(id)).map(Session::name);
  }

  /**
   * Signs out.
   *
   * @param then told by any thread whether that is in the log
   * @return false when too much waits for the disk; {@code then} is not called then
   */
  boolean remove(String id, Consumer<Boolean> then) {
    return append(
        "- " + id,
        at -> {
          if (at >= 0) {
            forget(id);
          }
          then.accept(at >= 0);
        });
  }

  private synchronized void forget(String id) {
    byId.remove(id);
  }

  private void forgetOld(long millis) {
    var oldest = byId.values().iterator();
    while (oldest.hasNext() && millis - oldest.next().sinceMillis() > limits.millis()) {
      oldest.remove();
    }
  }

  /** Gives the time of the record, or -1 when it could not be written. */
  private boolean append(String record, Consumer<Long> then) {
    return writer.append(
        log,
        record.getBytes(US_ASCII),
        new Appended() {
          @Override
          public void appended(long offset, long millis) {
            then.accept(millis);
          }

          @Override
          public void failed(IOException why) {
            then.accept(-1L);
          }
        });
  }
}
