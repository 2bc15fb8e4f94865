// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.disk.log.FsyncPolicy;
import socketlab.disk.log.LogConfig;
import socketlab.disk.log.LogWriter;

/** What a group has acknowledged is known behind a restart, in order or not. */
@Timeout(60)
class GroupJournalTest {
  @TempDir Path path;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  private Groups open(LogWriter writer) throws IOException {
    return new Groups(
        new GroupJournal(writer, writer.open(path, LogConfig.of(FsyncPolicy.NONE)), failures::add));
  }

  private LogWriter writer() {
    return new LogWriter(100_000, 1 << 26, failures::add);
  }

  private static void acknowledge(Groups groups, long offset) {
    CompletableFuture<Void> kept = new CompletableFuture<>();
    assertTrue(
        groups.acknowledge(
            "news", "g", offset, () -> kept.complete(null), kept::completeExceptionally));
    kept.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void acknowledgementsOutliveTheProcess() throws IOException {
    try (LogWriter writer = writer()) {
      Groups groups = open(writer);
      assertEquals(7, groups.get("news", "g", 7).orElseThrow().acknowledged());
      acknowledge(groups, 7);
      acknowledge(groups, 9);
    }
    try (LogWriter writer = writer()) {
      Groups groups = open(writer);
      Group group = groups.find("news", "g").orElseThrow();
      assertEquals("8 9", group.text());
      assertEquals(8, group.due(System.nanoTime()));
      acknowledge(groups, 8);
      // So many that the states are written anew on the way.
      for (int i = 10; i < 10_100; i++) {
        assertTrue(groups.acknowledge("news", "g", i, () -> {}, failures::add));
      }
    }
    try (LogWriter writer = writer()) {
      assertEquals("10100", open(writer).find("news", "g").orElseThrow().text());
    }
    assertEquals(List.of(), failures);
  }
}
