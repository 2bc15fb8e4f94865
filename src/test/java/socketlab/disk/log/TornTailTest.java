// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a crash, or a bad disk, left behind: cut off where nobody was promised it, else an error.
 */
@Timeout(60)
class TornTailTest {
  private static final LogConfig EACH = LogConfig.of(FsyncPolicy.EACH);
  private static final List<String> RECORDS = List.of("one", "", "three and more");

  @TempDir private Path folder;
  private Path file;
  private byte[] whole;

  @BeforeEach
  void write() throws IOException {
    try (LogRig rig = new LogRig()) {
      rig.appendAll(rig.writer.open(folder, EACH), RECORDS.toArray(String[]::new));
    }
    file = folder.resolve("0000000000000000000.log");
    whole = Files.readAllBytes(file);
  }

  /** How many records are whole in so many bytes of the file. */
  private static int wholeIn(int bytes) {
    int records = 0;
    int size = 0;
    for (String record : RECORDS) {
      size += Frame.HEAD_BYTES + record.length();
      records += size <= bytes ? 1 : 0;
    }
    return records;
  }

  private static int bytesOf(int records) {
    return RECORDS.subList(0, records).stream().mapToInt(r -> Frame.HEAD_BYTES + r.length()).sum();
  }

  private void assertCut(int records, int bytes) throws IOException {
    try (LogRig rig = new LogRig()) {
      Log log = rig.writer.open(folder, EACH);
      assertEquals(bytes, log.cutAtOpen());
      assertEquals(RECORDS.subList(0, records), LogRig.texts(log));
      assertEquals(bytesOf(records), Files.size(file));
      rig.appendAll(log, "next");
      assertEquals("next", LogRig.texts(log).getLast());
    }
    assertEquals("next", LogRig.reopened(folder, EACH).getLast());
  }

  @Test
  void anEndThatIsTooShortIsCutAtEveryByte() throws IOException {
    for (int bytes = 0; bytes <= whole.length; bytes++) {
      Files.write(file, Arrays.copyOf(whole, bytes));
      int records = wholeIn(bytes);
      assertCut(records, bytes - bytesOf(records));
    }
  }

  @Test
  void aLastRecordThatIsWrongInAnyByteIsCut() throws IOException {
    int before = bytesOf(RECORDS.size() - 1);
    for (int at = before; at < whole.length; at++) {
      Files.write(file, withFlipped(at));
      assertCut(RECORDS.size() - 1, whole.length - before);
    }
  }

  @Test
  void zerosBehindTheEndAreCut() throws IOException {
    Files.write(file, Arrays.copyOf(whole, whole.length + 100_000));
    assertCut(RECORDS.size(), 100_000);
  }

  /** The ones behind it say that it had been forced. */
  @Test
  void aRecordInTheMiddleThatIsWrongInAnyByteIsAnError() throws IOException {
    for (int at = 0; at < bytesOf(RECORDS.size() - 1); at++) {
      byte[] damaged = withFlipped(at);
      Files.write(file, damaged);
      IOException refused = assertThrows(IOException.class, () -> LogRig.reopened(folder, EACH));
      int record = bytesOf(wholeIn(at));
      assertEquals(
          file
              + " is damaged at byte "
              + record
              + "; restore the file, or move the log's folder away to begin a new one",
          refused.getMessage());
      assertEquals(damaged.length, Files.size(file), "changed, although it was refused");
    }
  }

  /** A power loss may leave a later page of one write and not an earlier one. */
  @Test
  void aHoleInWhatWasNeverForcedIsCut() throws IOException {
    Files.delete(file);
    LogConfig batch = LogConfig.of(FsyncPolicy.BATCH);
    int size;
    try (FaultyFiles files = new FaultyFiles();
        LogRig rig = new LogRig(files)) {
      Log log = rig.writer.open(folder, batch);
      rig.appendAll(log, "forced");
      size = (int) Files.size(file);
      files.holdForces();
      CompletableFuture<Long> first = rig.append(log, "a".getBytes(UTF_8));
      files.awaitHeldForce();
      CompletableFuture<Long> second = rig.append(log, "b".getBytes(UTF_8));
      CompletableFuture<Long> third = rig.append(log, "c".getBytes(UTF_8));
      files.letForcesGo();
      LogRig.await(first);
      LogRig.await(second);
      LogRig.await(third);
    }
    whole = Files.readAllBytes(file);
    // "b" and "c" were one write: a hole at "b" is torn, one at "a" is not.
    Files.write(file, withFlipped(size + Frame.size(1)));
    assertEquals(List.of("forced", "a"), LogRig.reopened(folder, batch));
    Files.write(file, withFlipped(size));
    assertThrows(IOException.class, () -> LogRig.reopened(folder, batch));
  }

  @Test
  void onlyTheLastSegmentMayBeTorn() throws IOException {
    Files.delete(file);
    LogConfig small = new LogConfig(FsyncPolicy.NONE, 1, LogConfig.FOR_EVER, LogConfig.FOR_EVER);
    try (LogRig rig = new LogRig()) {
      rig.appendAll(rig.writer.open(folder, small), "one", "two", "three");
    }
    Path middle = folder.resolve("0000000000000000001.log");
    Files.write(middle, Arrays.copyOf(Files.readAllBytes(middle), 20));
    IOException torn = assertThrows(IOException.class, () -> LogRig.reopened(folder, small));
    assertEquals(true, torn.getMessage().startsWith(middle + " is damaged at byte 0;"));
    Files.delete(middle);
    IOException gone = assertThrows(IOException.class, () -> LogRig.reopened(folder, small));
    assertEquals(
        folder.resolve("0000000000000000002.log")
            + " does not follow offset 1; restore the files between",
        gone.getMessage());
  }

  private byte[] withFlipped(int at) {
    byte[] bytes = whole.clone();
    bytes[at] ^= 0x10;
    return bytes;
  }
}
