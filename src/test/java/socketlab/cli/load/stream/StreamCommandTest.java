// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.cli.LabRun;
import socketlab.cli.SchemasTest;
import socketlab.pattern.LabProcess;

/** {@code lab load} with streams, against the lab's own topics. */
@Timeout(60)
class StreamCommandTest {
  private static LabProcess server;
  private static String base;

  @BeforeAll
  static void serve() throws IOException {
    server = LabProcess.start("serve", "--pattern=single-thread", "--port=0");
    base = "http://127.0.0.1:" + server.address().getPort();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static LabRun load(String path, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("load", base + path, "--duration=400ms", "--warmup=100ms", "--json"));
    arguments.addAll(List.of(options));
    return LabRun.lab(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "events, /topics/events/events, --events",
    "socket, /topics/socket/socket, --socket",
    "poll, /topics/long?from=0&wait=9, --poll",
    "poll, /topics/short?from=0, --poll=100ms",
  })
  void eachWayBringsEveryMessageToEveryClient(String delivery, String path, String option)
      throws IOException {
    String topic = path.replaceFirst("^(/topics/[a-z]+).*", "$1");
    LabRun run =
        load(
            path,
            option,
            "--connections=5",
            "--publish=" + base + topic,
            "--publish-every=100ms",
            "--watch=" + ProcessHandle.current().pid());
    assertEquals(0, run.exitCode(), run.err());
    SchemasTest.assertValid("load-streams", run.out());
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertEquals(delivery, json.get("delivery").asText());
    assertEquals(5, json.get("streams").get("open").asInt());
    assertTrue(json.get("delivered").asLong() > 0, run.out());
    assertEquals(0, json.get("missing").asLong());
    assertEquals(0, json.get("repeated").asLong());
    assertEquals(0, json.get("unstamped").asLong());
    assertEquals(0, json.get("clientsWithoutTheLast").asLong());
  }

  @Test
  void whatIsNoStreamEndsWithOneAndItsReason() {
    LabRun events = load("/plaintext", "--events", "--connections=2");
    assertEquals(1, events.exitCode());
    assertTrue(events.err().contains("content type text/plain"), events.err());
    LabRun socket = load("/plaintext", "--socket", "--connections=2");
    assertEquals(1, socket.exitCode());
    assertTrue(socket.err().contains("answered 200 and not 101"), socket.err());
    LabRun poll = load("/nothing", "--poll=50ms", "--connections=2");
    assertEquals(1, poll.exitCode());
    assertTrue(poll.err().contains("answered 404"), poll.err());
    LabRun nobody = load("/topics/x/events", "--events", "--publish=" + base + "/plaintext");
    assertEquals(1, nobody.exitCode());
    assertTrue(nobody.err().contains("was answered 405"), nobody.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--events --socket, start one after the other",
    "--events --rate=5, --rate has no meaning with --events",
    "--publish=http://127.0.0.1:1/, --publish goes with --events",
    "--events --publish-every=0s --publish=http://127.0.0.1:1/, above zero",
    "--events --publish-bytes=3 --publish=http://127.0.0.1:1/, --publish-bytes is from 48",
    "--poll=never, never",
  })
  void whatDoesNotGoTogetherIsRefused(String options, String words) {
    LabRun run = load("/plaintext", options.split(" "));
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains(words), run.err());
  }
}
