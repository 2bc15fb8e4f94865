// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many read while one appends and the oldest are deleted. */
@Timeout(60)
class LogReadersTest {
  private static final int RECORDS = 3000;

  @TempDir private Path folder;

  private static byte[] record(long offset) {
    String text = "record " + offset + " ";
    return text.repeat(1 + new Random(offset).nextInt(40)).getBytes(UTF_8);
  }

  @Test
  void eachReaderSeesTheSameRecordsAtTheSameOffsets() throws Exception {
    try (LogRig rig = new LogRig()) {
      LogConfig config = new LogConfig(FsyncPolicy.NONE, 20_000, 200_000, LogConfig.FOR_EVER);
      for (Log log : List.of(rig.writer.open(folder, config), rig.writer.openInMemory(config))) {
        AtomicBoolean over = new AtomicBoolean();
        List<Throwable> wrong = new CopyOnWriteArrayList<>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          Random random = new Random(i);
          readers.add(Thread.ofPlatform().start(() -> readOn(log, random, over, wrong)));
        }
        for (long offset = 0; offset < RECORDS; offset++) {
          assertEquals(offset, LogRig.await(rig.append(log, record(offset))));
        }
        over.set(true);
        for (Thread reader : readers) {
          reader.join();
        }
        assertEquals(List.of(), wrong);
        assertTrue(log.first() > 0);
      }
    }
  }

  private static void readOn(Log log, Random random, AtomicBoolean over, List<Throwable> wrong) {
    try {
      while (!over.get()) {
        long first = log.first();
        long end = log.end();
        long from = first + (end > first ? random.nextLong(end - first) : 0);
        List<LogRecord> records = log.read(from, 1 + random.nextInt(100), 10_000);
        long next = records.isEmpty() ? from : records.getFirst().offset();
        assertTrue(next == from || from < log.first(), "began at " + next + ", not " + from);
        for (LogRecord one : records) {
          assertEquals(next, one.offset());
          assertEquals(new String(record(next), UTF_8), new String(one.bytes(), UTF_8));
          next++;
        }
      }
    } catch (IOException | AssertionError | RuntimeException e) {
      wrong.add(e);
    }
  }
}
