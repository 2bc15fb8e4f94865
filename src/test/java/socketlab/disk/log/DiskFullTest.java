// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that has no room, or fails: nothing confirmed is lost, and it goes on when it can. */
@Timeout(60)
class DiskFullTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void aWriteThatFailsLeavesTheLogAsItWas(FsyncPolicy policy) throws IOException {
    LogConfig config = LogConfig.of(policy);
    try (FaultyFiles files = new FaultyFiles();
        LogRig rig = new LogRig(files)) {
      Log log = rig.writer.open(folder, config);
      rig.appendAll(log, "before");
      // At each byte of the record.
      for (int room = 0; room < Frame.size("refused".length()); room++) {
        files.room(room);
        CompletableFuture<Long> refused = rig.append(log, "refused".getBytes(UTF_8));
        assertEquals("No space left on device", LogRig.failure(refused).getMessage());
        assertEquals(1, log.end());
        assertEquals(Frame.size("before".length()), sizeOfAll());
      }
      files.unlimited();
      assertEquals(1, LogRig.await(rig.append(log, "after".getBytes(UTF_8))));
      assertEquals(List.of("before", "after"), LogRig.texts(log));
    }
    assertEquals(List.of("before", "after"), LogRig.reopened(folder, config));
  }

  private long sizeOfAll() throws IOException {
    try (var files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** What was not forced is taken back, since nobody can say whether it is on the disk. */
  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aForceThatFailsLeavesTheLogAsItWas(FsyncPolicy policy) throws IOException {
    try (FaultyFiles files = new FaultyFiles();
        LogRig rig = new LogRig(files)) {
      Log log = rig.writer.open(folder, LogConfig.of(policy));
      rig.appendAll(log, "before");
      files.failForces(true);
      CompletableFuture<Long> refused = rig.append(log, "refused".getBytes(UTF_8));
      assertEquals("Input/output error", LogRig.failure(refused).getMessage());
      files.failForces(false);
      rig.appendAll(log, "after");
      assertEquals(List.of("before", "after"), LogRig.texts(log));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSegmentThatCannotBeBegunRefusesTheRecordOnly(FsyncPolicy policy) throws IOException {
    LogConfig config = new LogConfig(policy, 1, LogConfig.FOR_EVER, LogConfig.FOR_EVER);
    try (FaultyFiles files = new FaultyFiles();
        LogRig rig = new LogRig(files)) {
      Log log = rig.writer.open(folder, config);
      rig.appendAll(log, "before");
      files.failForces(true);
      LogRig.failure(rig.append(log, "refused".getBytes(UTF_8)));
      files.failForces(false);
      rig.appendAll(log, "after");
      assertEquals(List.of("before", "after"), LogRig.texts(log));
    }
    assertEquals(List.of("before", "after"), LogRig.reopened(folder, config));
  }
}
