// SPDX-License-Identifier: Apache-2.0
package socketlab.app.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.disk.log.FsyncPolicy;
import socketlab.disk.log.LogConfig;
import socketlab.disk.log.LogWriter;

/** How many are signed in, for how long, and what outlives the server. */
@Timeout(60)
class SessionsTest {
  private static final SignInLimits TWO = new SignInLimits(2, 1000);

  @TempDir private Path folder;

  @Test
  void whoAsksForNothingIsForgottenAndMakesRoom() {
    MemorySessions sessions = new MemorySessions(TWO);
    String ann = sessions.add("ann", 0).orElseThrow();
    String bob = sessions.add("bob", 0).orElseThrow();
    assertEquals(32, ann.length());
    assertEquals(Optional.empty(), sessions.add("eve", 0));
    assertEquals(Optional.of("ann"), sessions.name(ann, 900));
    assertEquals(Optional.of("ann"), sessions.name(ann, 1001));
    assertEquals(Optional.empty(), sessions.name(bob, 1001));
    assertTrue(sessions.add("eve", 1001).isPresent());
    sessions.remove(ann);
    assertEquals(Optional.empty(), sessions.name(ann, 1001));
  }

  private static String signIn(StoredSessions sessions, String name, long now) {
    CompletableFuture<String> id = new CompletableFuture<>();
    assertTrue(sessions.add(name, now, id::complete));
    return id.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private StoredSessions open(LogWriter writer) throws IOException {
    return StoredSessions.open(writer.open(folder, LogConfig.of(FsyncPolicy.BATCH)), writer, TWO);
  }

  @Test
  void aStoredSessionOutlivesTheServerUntilItsEnd() throws IOException {
    long now = System.currentTimeMillis();
    String ann;
    String bob;
    try (LogWriter writer = new LogWriter(10, 1 << 20, AssertionError::new)) {
      StoredSessions sessions = open(writer);
      ann = signIn(sessions, "ann", now);
      bob = signIn(sessions, "bob", now);
      assertFalse(sessions.add("eve", now, _ -> {}));
      CompletableFuture<Boolean> out = new CompletableFuture<>();
      assertTrue(sessions.remove(bob, out::complete));
      assertTrue(out.orTimeout(20, TimeUnit.SECONDS).join());
    }
    try (LogWriter writer = new LogWriter(10, 1 << 20, AssertionError::new)) {
      StoredSessions sessions = open(writer);
      assertEquals(Optional.of("ann"), sessions.name(ann, now));
      assertEquals(Optional.empty(), sessions.name(bob, now));
      assertEquals(Optional.empty(), sessions.name(ann, now + 100_000));
    }
  }
}
