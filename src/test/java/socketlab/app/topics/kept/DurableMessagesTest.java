// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.kept;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Messages are where they were after a restart, the old ones on disk alone. */
@Timeout(60)
class DurableMessagesTest {
  @TempDir Path path;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  private TopicFolder folder(LogWriter writer) {
    return new TopicFolder(
        path.resolve("topics"), writer, LogConfig.of(FsyncPolicy.NONE), 10_000, failures::add);
  }

  private LogWriter writer() {
    return new LogWriter(10_000, 1 << 20, failures::add);
  }

  private static Message append(MessageLog log, String key, byte[] data) {
    CompletableFuture<Message> kept = new CompletableFuture<>();
    assertTrue(
        log.append(
            "a/b",
            data,
            key,
            new MessageLog.Kept() {
              @Override
              public void kept(Message message) {
                kept.complete(message);
              }

              @Override
              public void failed(IOException e) {
                kept.completeExceptionally(e);
              }
            }));
    return kept.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void theyOutliveTheProcess() throws IOException {
    byte[] data = new byte[100];
    try (LogWriter writer = writer();
        TopicFolder folder = folder(writer)) {
      MessageLog log = folder.fresh("news");
      assertEquals(List.of(), folder.names());
      for (int i = 0; i < 500; i++) {
        data[0] = (byte) i;
        assertEquals(i, append(log, i == 499 ? "k" : null, data.clone()).offset());
      }
      assertTrue(log.firstInMemory() > 400, "in memory from " + log.firstInMemory());
      assertEquals(0, log.first());
    }
    List<String> keys = new ArrayList<>();
    try (LogWriter writer = writer();
        TopicFolder folder = folder(writer)) {
      assertEquals(List.of("news"), folder.names());
      MessageLog log = folder.open("news", (key, message) -> keys.add(key + message.offset()));
      assertEquals(List.of("k499"), keys);
      assertEquals(0, log.first());
      assertEquals(500, log.next());
      assertNull(log.at(3));
      List<Message> fetched = new CopyOnWriteArrayList<>();
      log.fetch(3, 1000, fetched::addAll);
      await().until(() -> !fetched.isEmpty());
      assertEquals(3, fetched.getFirst().offset());
      data[0] = 3;
      assertArrayEquals(data, fetched.getFirst().data());
      assertEquals("a/b", log.at(499).type());
      assertEquals(500, append(log, null, data).offset());
    }
    assertEquals(List.of(), failures);
    assertTrue(Files.exists(path.resolve("topics")));
  }
}
