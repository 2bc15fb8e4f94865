// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever was confirmed is there after a kill -9 at any moment, under each policy: what was
 * written is with the kernel, which goes on. {@code -Dlab.kills=200} kills so often.
 */
class LogCrashTest {
  private static final int KILLS = Integer.getInteger("lab.kills", 9);
  private static final int FEWEST_LINES = 1;
  private static final int MOST_LINES = 3000;

  /** Anew after so many, so that opening it stays short. */
  private static final int KILLS_A_FOLDER = 10;

  @TempDir private Path temp;
  private final Map<Long, Long> confirmed = new HashMap<>();
  private long cut;

  /** Small segments, so that kills hit their ends as well. */
  static LogConfig config(FsyncPolicy policy) {
    return new LogConfig(policy, 1 << 16, LogConfig.FOR_EVER, LogConfig.FOR_EVER);
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(600)
  void whatWasConfirmedOutlivesAKill(FsyncPolicy policy) throws Exception {
    Random random = new Random(policy.ordinal());
    int kills = (KILLS + 2 - policy.ordinal()) / FsyncPolicy.values().length;
    for (int kill = 0; kill < kills; kill++) {
      if (kill % KILLS_A_FOLDER == 0) {
        confirmed.clear();
      }
      Path folder = temp.resolve("log-" + kill / KILLS_A_FOLDER);
      appendUntilKilled(folder, policy, 1_000_000L * kill, random);
      check(folder, policy);
    }
    System.out.printf("%s: %d kills, %d bytes of torn ends cut%n", policy, kills, cut);
  }

  private void appendUntilKilled(Path folder, FsyncPolicy policy, long number, Random random)
      throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                AppendingProgram.class.getName(),
                folder.toString(),
                policy.name(),
                Long.toString(number))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int lines = random.nextInt(FEWEST_LINES, MOST_LINES);
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      String line = "";
      for (int i = 0; (line = out.readLine()) != null; i++) {
        if (i == lines) {
          child.toHandle().destroyForcibly();
        }
        String[] parts = line.split(" ");
        // The last line may be torn; all others are whole, and all of them were confirmed.
        if (parts.length == 2 && parts[1].length() >= Long.toString(number).length()) {
          confirmed.put(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }
      }
      assertEquals(137, child.waitFor(), "did not end by the kill");
    }
  }

  private void check(Path folder, FsyncPolicy policy) throws IOException {
    try (LogRig rig = new LogRig()) {
      Log log = rig.writer.open(folder, config(policy));
      cut += log.cutAtOpen();
      assertTrue(!confirmed.isEmpty());
      Map<Long, Long> missing = new HashMap<>(confirmed);
      for (long next = 0; next < log.end(); ) {
        List<LogRecord> records = log.read(next, 1000, 1 << 20);
        for (LogRecord record : records) {
          Long number = missing.remove(record.offset());
          long its = ByteBuffer.wrap(record.bytes()).getLong();
          if (number != null) {
            assertEquals(number, its);
          }
          assertArrayEquals(AppendingProgram.record(its), record.bytes());
        }
        next = records.getLast().offset() + 1;
      }
      assertEquals(Map.of(), missing, "confirmed, and lost");
    }
  }
}
