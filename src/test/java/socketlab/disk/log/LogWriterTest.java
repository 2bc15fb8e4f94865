// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One thread that writes for all. */
@Timeout(60)
class LogWriterTest {
  private static final LogConfig BATCH = LogConfig.of(FsyncPolicy.BATCH);
  private static final byte[] RECORD = "record".getBytes(UTF_8);

  @TempDir private Path folder;

  private static final class Ignored implements Appended {
    @Override
    public void appended(long offset, long millis) {}

    @Override
    public void failed(IOException why) {}
  }

  /** Forces and writes for a hundred records that came while one force was under way. */
  private int[] forcesAndWritesOfAHundred(FsyncPolicy policy) throws IOException {
    try (FaultyFiles files = new FaultyFiles();
        LogRig rig = new LogRig(files)) {
      Log held = rig.writer.open(folder.resolve("held"), BATCH);
      Log log = rig.writer.open(folder.resolve("log"), LogConfig.of(policy));
      rig.appendAll(held, "begin");
      rig.appendAll(log, "begin");
      files.holdForces();
      rig.append(held, RECORD);
      files.awaitHeldForce();
      int forces = files.forces();
      int writes = files.writes();
      List<CompletableFuture<Long>> offsets = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        offsets.add(rig.append(log, RECORD));
      }
      files.letForcesGo();
      offsets.forEach(LogRig::await);
      return new int[] {files.forces() - forces, files.writes() - writes};
    }
  }

  @Test
  void aBatchIsOneWriteAndOneForce() throws IOException {
    int[] batch = forcesAndWritesOfAHundred(FsyncPolicy.BATCH);
    assertEquals(List.of(1, 1), List.of(batch[0], batch[1]));
  }

  @Test
  void eachRecordIsForcedWhereThatIsThePolicy() throws IOException {
    assertEquals(100, forcesAndWritesOfAHundred(FsyncPolicy.EACH)[0]);
  }

  @Test
  void nothingIsForcedWhereThatIsThePolicy() throws IOException {
    int[] none = forcesAndWritesOfAHundred(FsyncPolicy.NONE);
    assertEquals(List.of(0, 1), List.of(none[0], none[1]));
  }

  @Test
  void aRecordIsReadOnlyWhenItIsSafe() throws IOException {
    try (FaultyFiles files = new FaultyFiles();
        LogRig rig = new LogRig(files)) {
      Log log = rig.writer.open(folder, BATCH);
      rig.appendAll(log, "safe");
      files.holdForces();
      CompletableFuture<Long> offset = rig.append(log, RECORD);
      files.awaitHeldForce();
      assertEquals(1, log.end());
      assertEquals(List.of("safe"), LogRig.texts(log));
      assertFalse(offset.isDone());
    }
  }

  @Test
  void moreThanThereIsRoomForIsRefusedAtOnce() throws IOException {
    try (FaultyFiles files = new FaultyFiles();
        LogRig rig = new LogRig(files)) {
      Log log = rig.writer.open(folder, BATCH);
      files.holdForces();
      rig.append(log, RECORD);
      files.awaitHeldForce();
      for (int i = 0; i < LogRig.MANY; i++) {
        assertTrue(rig.writer.append(log, RECORD, new Ignored()));
      }
      assertFalse(rig.writer.append(log, RECORD, new Ignored()));
      files.letForcesGo();
      await().atMost(LogRig.SOON).until(() -> log.end() == 1 + LogRig.MANY);
      assertEquals(1 + LogRig.MANY, LogRig.await(rig.append(log, RECORD)));
      // By bytes likewise, but one that is larger than all the room is taken by itself.
      files.holdForces();
      rig.append(log, RECORD);
      files.awaitHeldForce();
      assertTrue(rig.writer.append(log, new byte[1 << 21], new Ignored()));
      assertFalse(rig.writer.append(log, RECORD, new Ignored()));
      files.letForcesGo();
    }
  }

  @Test
  void recordsOfManyThreadsKeepTheOrderOfEach() throws Exception {
    try (LogRig rig = new LogRig()) {
      List<Log> logs = List.of(rig.writer.open(folder, BATCH), rig.writer.openInMemory(BATCH));
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        String name = "t" + t + " ";
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i = 0; i < 100; i++) {
                        byte[] record = (name + (100 + i)).getBytes(UTF_8);
                        CompletableFuture<Long> memory = rig.append(logs.get(1), record);
                        LogRig.await(rig.append(logs.get(0), record));
                        LogRig.await(memory);
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      for (Log log : logs) {
        List<String> texts = LogRig.texts(log);
        assertEquals(400, texts.size());
        for (int t = 0; t < 4; t++) {
          String name = "t" + t + " ";
          List<String> own = texts.stream().filter(text -> text.startsWith(name)).toList();
          assertEquals(own.stream().sorted().toList(), own);
          assertEquals(100, own.size());
        }
      }
    }
  }

  @Test
  void whoThrowsDisturbsNobodyElse() throws IOException {
    LogRig rig = new LogRig();
    Log log = rig.writer.open(folder, BATCH);
    Appended bad =
        new Appended() {
          @Override
          public void appended(long offset, long millis) {
            throw new IllegalStateException("bad");
          }

          @Override
          public void failed(IOException why) {}
        };
    rig.writer.append(log, RECORD, bad);
    assertEquals(1, LogRig.await(rig.append(log, RECORD)));
    rig.writer.close();
    assertEquals(1, rig.failures.size());
  }

  @Test
  void aCloseWritesWhatWaitsAndTakesNoMore() throws IOException {
    Log log;
    List<CompletableFuture<Long>> offsets = new ArrayList<>();
    try (LogRig rig = new LogRig()) {
      log = rig.writer.open(folder, BATCH);
      for (int i = 0; i < 50; i++) {
        offsets.add(rig.append(log, RECORD));
      }
      rig.writer.close();
      assertTrue(offsets.stream().allMatch(CompletableFuture::isDone));
      assertFalse(rig.writer.append(log, RECORD, new Ignored()));
    }
    assertEquals(Collections.nCopies(50, "record"), LogRig.reopened(folder, BATCH));
  }

  @Test
  void aNewLogWritesNothingBeforeItsFirstRecord() throws IOException {
    Path log = folder.resolve("log");
    try (LogRig rig = new LogRig()) {
      assertEquals(0, rig.writer.open(log, BATCH).end());
      assertFalse(Files.exists(log));
    }
    assertEquals(List.of(), LogRig.reopened(log, BATCH));
  }

  @Test
  void aRecordTooLargeIsTheCallersFault() throws IOException {
    try (LogRig rig = new LogRig()) {
      Log log = rig.writer.openInMemory(BATCH);
      byte[] large = new byte[LogConfig.MOST_RECORD_BYTES + 1];
      assertThrows(
          IllegalArgumentException.class, () -> rig.writer.append(log, large, new Ignored()));
    }
  }

  /** Nobody appends: the writer looks by itself. */
  @Test
  void whatIsTooOldGoesByItself() throws IOException {
    try (LogRig rig = new LogRig()) {
      LogConfig config = new LogConfig(FsyncPolicy.NONE, 100, 1000, 50);
      Log disk = rig.writer.open(folder, config);
      Log memory = rig.writer.openInMemory(config);
      rig.appendAll(disk, "one", "two", "three", "four", "five");
      rig.appendAll(memory, "one", "two");
      rig.millis.addAndGet(51);
      await().atMost(LogRig.SOON).until(() -> disk.first() == 5 && memory.first() == 2);
      await().atMost(LogRig.SOON).until(() -> files() == 1);
      assertEquals(5, LogRig.await(rig.append(disk, RECORD)));
    }
    assertEquals(List.of("record"), LogRig.reopened(folder, BATCH));
  }

  @Test
  void whatIsReleasedGoes() throws IOException {
    try (LogRig rig = new LogRig()) {
      LogConfig config = new LogConfig(FsyncPolicy.NONE, 1, LogConfig.FOR_EVER, LogConfig.FOR_EVER);
      Log disk = rig.writer.open(folder, config);
      rig.appendAll(disk, "one", "two", "three");
      disk.release(2);
      rig.appendAll(disk, "four");
      await().atMost(LogRig.SOON).until(() -> disk.first() == 2);
      assertEquals(List.of("three", "four"), LogRig.texts(disk));
    }
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  /** A channel that is interrupted is closed for all of its threads. */
  @Test
  void aReaderThatIsInterruptedDisturbsNobodyElse() throws Exception {
    try (LogRig rig = new LogRig()) {
      Log log = rig.writer.open(folder, BATCH);
      rig.appendAll(log, "one");
      AtomicBoolean failed = new AtomicBoolean();
      Thread reader =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Thread.currentThread().interrupt();
                    try {
                      log.read(0, 1, 1);
                    } catch (IOException e) {
                      failed.set(true);
                    }
                  });
      reader.join();
      assertTrue(failed.get());
      rig.appendAll(log, "two");
      assertEquals(List.of("one", "two"), LogRig.texts(log));
    }
  }
}
