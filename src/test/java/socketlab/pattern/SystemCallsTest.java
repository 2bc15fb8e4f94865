// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static socketlab.pattern.TestServer.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.net.Transport;

/**
 * Question: are the system calls that {@code /stats} tells the ones the kernel saw?
 *
 * <pre>
 *   strace -ff ──▶ one file a thread, one line a call ──▶ the loop's file, its socket calls ─┐
 *                                                                                            ├─ equal?
 *   /stats ──▶ systemCalls of the loop ───────────────────────────────────────────────────── ┘
 * </pre>
 *
 * Expected: the same, within half a percent. Why not exactly: the count is published at the end of
 * a turn, the loop goes on, once a second, until it is ended, and the JVM reads a file now and
 * then.
 */
@Timeout(120)
class SystemCallsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CONNECTIONS = 50;
  private static final int REQUESTS = 40;

  /** What a loop calls for sockets and poller; the rest (futex, mmap, …) is the JVM's own. */
  private static final Set<String> OURS =
      Set.of(
          "epoll_wait",
          "epoll_pwait",
          "epoll_pwait2",
          "epoll_ctl",
          "io_uring_enter",
          "accept",
          "accept4",
          "recvfrom",
          "sendto",
          "read",
          "write",
          "close",
          "shutdown",
          "fcntl",
          "getsockname",
          "getsockopt",
          "setsockopt");

  private static final java.util.regex.Pattern CALL =
      java.util.regex.Pattern.compile("^\\w+(?=\\()");

  @BeforeAll
  static void needsStrace() {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> new File(folder, "strace").canExecute());
    if (!there) {
      String reason = "strace is not installed; apt-get install it (.ci/run does)";
      if ("true".equals(System.getenv("CI"))) {
        fail(reason);
      }
      abort(reason);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLoopCountsWhatTheKernelSees(Transport transport, @TempDir Path folder)
      throws IOException {
    assertTrue(transport.availability().isAvailable(), transport.id());
    long counted;
    // -D: the lab is our child and strace its own, so that what ends the lab ends both.
    try (LabProcess lab =
        LabProcess.start(
            List.of("strace", "-D", "-ff", "-qq", "-o", folder.resolve("trace").toString()),
            "serve",
            "--port=0",
            "--pattern=single-thread",
            "--transport=" + transport.id())) {
      for (int c = 0; c < CONNECTIONS; c++) {
        try (TestClient client = TestClient.to(lab.address())) {
          for (int r = 0; r < REQUESTS; r++) {
            client.ask("/plaintext");
          }
        }
      }
      try (TestClient client = TestClient.to(lab.address())) {
        JsonNode stats = JSON.readTree(client.ask("/stats").body());
        assertEquals(CONNECTIONS * REQUESTS, stats.at("/threads/0/requests").asInt());
        counted = stats.at("/threads/0/systemCalls").asLong();
      }
    }
    // strace writes what it has seen a moment after the lab's end.
    eventually()
        .untilAsserted(
            () -> assertEquals(seen(folder), counted, 0.005 * counted + 10, transport.id()));
  }

  /** The calls of the thread that waited most in a poller: the loop. */
  private static long seen(Path folder) throws IOException {
    long most = 0;
    long calls = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        List<String> ours = socketCalls(Files.readAllLines(file));
        long waits = ours.stream().filter(SystemCallsTest::isWait).count();
        if (waits > most) {
          most = waits;
          calls = ours.size();
        }
      }
    }
    return calls;
  }

  private static boolean isWait(String call) {
    return call.startsWith("epoll_wait") || call.equals("io_uring_enter");
  }

  /** Without the reads of class files, before which the JVM seeks. */
  private static List<String> socketCalls(List<String> lines) {
    List<String> calls = new ArrayList<>();
    String before = "";
    for (String line : lines) {
      Matcher matcher = CALL.matcher(line);
      String call = matcher.find() ? matcher.group() : "";
      if (OURS.contains(call) && !before.equals("lseek")) {
        calls.add(call);
      }
      before = call;
    }
    return calls;
  }
}
