// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A writer with a clock of the test's own; at its close it looks for what nobody expected. */
final class LogRig implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(20);
  static final int MANY = 1000;

  final AtomicLong millis = new AtomicLong(1_000_000);
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  final LogWriter writer;

  LogRig() {
    this(FileChannel::open);
  }

  LogRig(Segment.Opener opener) {
    writer = new LogWriter(MANY, 1 << 20, failures::add, millis::get, opener);
  }

  /** A record that is being appended; completed with its offset. */
  CompletableFuture<Long> append(Log log, byte[] record) {
    CompletableFuture<Long> offset = new CompletableFuture<>();
    Appended then =
        new Appended() {
          @Override
          public void appended(long where, long millis) {
            offset.complete(where);
          }

          @Override
          public void failed(IOException why) {
            offset.completeExceptionally(why);
          }
        };
    assertTrue(writer.append(log, record, then), "refused");
    return offset;
  }

  /** Appends each and waits for it. */
  void appendAll(Log log, String... records) {
    for (String record : records) {
      await(append(log, record.getBytes(UTF_8)));
    }
  }

  static long await(CompletableFuture<Long> offset) {
    return offset.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Why it failed. */
  static Throwable failure(CompletableFuture<Long> offset) {
    try {
      throw new AssertionError("appended at " + await(offset));
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  static List<String> texts(Log log) throws IOException {
    List<String> texts = new ArrayList<>();
    long next = log.first();
    for (LogRecord record : log.read(0, Integer.MAX_VALUE, Integer.MAX_VALUE)) {
      assertEquals(next++, record.offset());
      texts.add(new String(record.bytes(), UTF_8));
    }
    assertEquals(log.end(), next);
    return texts;
  }

  /** What a new writer finds in a folder. */
  static List<String> reopened(Path folder, LogConfig config) throws IOException {
    try (LogRig rig = new LogRig()) {
      return texts(rig.writer.open(folder, config));
    }
  }

  @Override
  public void close() {
    writer.close();
    assertEquals(List.of(), failures, "failures nobody expected");
  }
}
