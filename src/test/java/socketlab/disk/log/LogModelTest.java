// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

/** Any sequence of appends, reads, reopenings and hours that pass, against a list. */
class LogModelTest {
  private static final long AGE = 10_000;
  private static final int MOST_BYTES = 9000;

  /** What was appended, and when; deleted ones too. */
  private record Written(byte[] bytes, long millis) {}

  private final List<Written> all = new ArrayList<>();

  @BeforeTry
  void forget() {
    all.clear();
  }

  @Property(seed = "11", tries = 30)
  void aDiskLogIsAListWithoutItsBeginning(
      @ForAll FsyncPolicy policy,
      @ForAll @IntRange(min = 200, max = 3000) int segmentBytes,
      @ForAll @IntRange(max = 20_000) int more,
      @ForAll @Size(max = 40) List<@IntRange(max = 99) Integer> steps,
      @ForAll Random random)
      throws IOException {
    LogConfig config = new LogConfig(policy, segmentBytes, segmentBytes + more, AGE);
    Path folder = Files.createTempDirectory("lab-log");
    LogRig rig = new LogRig();
    try {
      Log log = rig.writer.open(folder, config);
      for (int step : steps) {
        if (step < 15) {
          long now = rig.millis.get();
          rig.close();
          rig = new LogRig();
          rig.millis.set(now);
          log = rig.writer.open(folder, config);
          assertEquals(0, log.cutAtOpen());
        } else {
          step(rig, log, step, random);
        }
        check(log, config, rig.millis.get(), segmentBytes, random);
      }
    } finally {
      rig.close();
      delete(folder);
    }
  }

  @Property(seed = "12", tries = 60)
  void aLogInMemoryIsOneToo(
      @ForAll @IntRange(min = 1, max = 20_000) int bytes,
      @ForAll @Size(max = 40) List<@IntRange(max = 99) Integer> steps,
      @ForAll Random random)
      throws IOException {
    LogConfig config = LogConfig.of(FsyncPolicy.BATCH).retain(bytes, AGE);
    try (LogRig rig = new LogRig()) {
      Log log = rig.writer.openInMemory(config);
      for (int step : steps) {
        step(rig, log, step, random);
        check(log, config, rig.millis.get(), 0, random);
      }
    }
  }

  private void step(LogRig rig, Log log, int step, Random random) {
    if (step < 30) {
      rig.millis.addAndGet(random.nextLong(AGE));
    }
    List<CompletableFuture<Long>> offsets = new ArrayList<>();
    for (int i = 0; i < 1 + step % 20; i++) {
      byte[] record =
          new byte[random.nextInt(10) == 0 ? random.nextInt(MOST_BYTES) : random.nextInt(90)];
      random.nextBytes(record);
      all.add(new Written(record, rig.millis.get()));
      offsets.add(rig.append(log, record));
    }
    long next = all.size() - offsets.size();
    for (CompletableFuture<Long> offset : offsets) {
      assertEquals(next++, LogRig.await(offset));
    }
    // Deleted is what a segment was begun for the turn before, and behind the answers of a turn.
    all.add(new Written(new byte[0], rig.millis.get()));
    LogRig.await(rig.append(log, new byte[0]));
    LogRig.await(rig.append(rig.writer.openInMemory(log.config()), new byte[0]));
  }

  private void check(Log log, LogConfig config, long now, int segment, Random random)
      throws IOException {
    assertEquals(all.size(), log.end());
    long first = log.first();
    for (long offset = first; offset < all.size(); offset++) {
      Written written = all.get((int) offset);
      assertTrue(now - written.millis() <= 3 * AGE, "too old");
    }
    if (first > 0) {
      // Nothing went for no reason: with what was deleted last, it would be too old or too much.
      long bytes = 0;
      for (Written written : all.subList((int) first, all.size())) {
        bytes += Frame.size(written.bytes().length);
      }
      Written last = all.get((int) first - 1);
      // It went with its whole segment, which one record may make larger; in memory alone.
      long goesAtOnce =
          Frame.size(segment == 0 ? last.bytes().length : Math.max(segment, MOST_BYTES));
      assertTrue(
          now - last.millis() > AGE || bytes + goesAtOnce > config.retainBytes(),
          "deleted too soon");
    }
    assertEquals(List.of(), log.read(all.size(), 1, 1));
    long from = all.isEmpty() ? 0 : random.nextLong(all.size());
    long next = Math.max(from, first);
    int most = 1 + random.nextInt(50);
    int mostBytes = 1 + random.nextInt(5000);
    List<LogRecord> records = log.read(from, most, mostBytes);
    assertTrue(records.size() <= most);
    assertEquals(next < all.size(), !records.isEmpty());
    long bytes = 0;
    for (LogRecord record : records) {
      assertEquals(next, record.offset());
      assertEquals(all.get((int) next).millis(), record.millis());
      assertArrayEquals(all.get((int) next).bytes(), record.bytes());
      bytes += record.bytes().length;
      next++;
    }
    assertTrue(bytes <= mostBytes || records.size() == 1, "more bytes than asked for");
    if (next < all.size() && records.size() < most) {
      assertTrue(bytes + all.get((int) next).bytes().length > mostBytes, "fewer than there are");
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
