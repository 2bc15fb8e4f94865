// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.group;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import socketlab.disk.log.Appended;
import socketlab.disk.log.Log;
import socketlab.disk.log.LogRecord;
import socketlab.disk.log.LogWriter;

/**
 * What groups have acknowledged, as a log of lines: {@code TOPIC GROUP + OFFSET} for one message,
 * {@code TOPIC GROUP = STATE} for all. Every so often the states are written anew, and what is
 * before them is let go. One caller at a time.
 */
public final class GroupJournal {
  private static final int BETWEEN_STATES = 10_000;
  private static final int AT_ONCE = 1000;
  private static final int BYTES_AT_ONCE = 1 << 20;

  private final LogWriter writer;
  private final Log log;
  private final Consumer<Throwable> failures;
  private int sinceStates;

  /**
   * @param log opened by the writer
   * @param failures told what could not be kept; any thread
   */
  public GroupJournal(LogWriter writer, Log log, Consumer<Throwable> failures) {
    this.writer = writer;
    this.log = log;
    this.failures = failures;
  }

  /** Adds the groups that are in the log. */
  void restore(Map<String, Group> groups) throws IOException {
    long next = log.first();
    while (next < log.end()) {
      List<LogRecord> records = log.read(next, AT_ONCE, BYTES_AT_ONCE);
      for (LogRecord one : records) {
        String[] parts = new String(one.bytes(), US_ASCII).split(" ", 4);
        String key = parts[0] + ' ' + parts[1];
        if (parts[2].equals("=")) {
          groups.put(key, Group.of(parts[3]));
        } else if (groups.get(key) instanceof Group group) {
          group.acknowledge(Long.parseLong(parts[3]));
        }
      }
      next = records.getLast().offset() + 1;
    }
  }

  /** Writes a whole state; nobody waits for it. */
  void state(String key, Group group) {
    append(key + " = " + group.text(), () -> {}, failures::accept);
  }

  void acknowledged(String key, long offset, Runnable then, Consumer<IOException> failed) {
    sinceStates++;
    append(key + " + " + offset, then, failed);
  }

  /** Writes all states, when that is due, and lets go of what is before them. */
  void compact(Map<String, Group> groups) {
    if (sinceStates < BETWEEN_STATES) {
      return;
    }
    sinceStates = 0;
    long before = log.end();
    int[] left = {groups.size()};
    groups.forEach(
        (key, group) ->
            append(
                key + " = " + group.text(),
                () -> {
                  if (--left[0] == 0) {
                    log.release(before);
                  }
                },
                failures::accept));
  }

  private void append(String line, Runnable then, Consumer<IOException> failed) {
    boolean taken =
        writer.append(
            log,
            line.getBytes(US_ASCII),
            new Appended() {
              @Override
              public void appended(long offset, long millis) {
                then.run();
              }

              @Override
              public void failed(IOException why) {
                failed.accept(why);
              }
            });
    if (!taken) {
      failed.accept(new IOException("too many records wait for the disk"));
    }
  }
}
