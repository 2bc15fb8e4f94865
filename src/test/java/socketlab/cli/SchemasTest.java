// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.app.Stats;
import socketlab.cli.link.LinkJson;
import socketlab.link.LinkCounters;
import socketlab.linux.socket.ListenQueue;
import socketlab.net.loop.Counters;
import socketlab.net.loop.Part;

/** What the lab prints as JSON has the shape that is committed. */
@Timeout(60)
public class SchemasTest {
  @Test
  void listHasItsShape() throws IOException {
    assertValid("list", LabRun.lab("list", "--json").out());
  }

  @Test
  void doctorHasItsShape() throws IOException {
    assertValid("doctor", LabRun.lab("doctor", "--json").out());
  }

  @Test
  void statsHaveTheirShapeAlsoWhereTheKernelCannotBeAsked() throws IOException {
    Stats stats =
        new Stats(
            "sharded",
            "nio",
            List.of(
                new Part.ThreadStats("t", "loop", new Counters.Snapshot(1, 2, 3, 4, 5, 6, 7, 8))),
            List.of(
                new Stats.ListenerStats("a:1", Optional.of(new ListenQueue(0, 128)), 128),
                new Stats.ListenerStats("a:1", Optional.empty(), 128)));
    assertValid("stats", new String(stats.toJson(), StandardCharsets.UTF_8));
  }

  @Test
  void theLinksReportHasItsShape() throws IOException {
    StringWriter text = new StringWriter();
    LinkCounters.Direction way = new LinkCounters.Direction(1, 2, 3, 4);
    LinkJson.print(new LinkCounters(way, way, 5, 6), new PrintWriter(text, true));
    assertValid("link", text.toString());
  }

  @Test
  void whatExperimentsSawHasItsShape() throws IOException {
    assertValid("experiment", LabRun.lab("run", "backlog-plus-one", "--times=2", "--json").out());
    try (Stream<Path> kept = Files.list(Path.of("bench-results", "experiments"))) {
      for (Path file : kept.filter(f -> f.toString().endsWith(".json")).toList()) {
        assertValid("experiment", Files.readString(file));
      }
    }
  }

  @Test
  void aShapeCanBeMissed() throws IOException {
    assertFalse(faults("stats", "{\"pattern\":\"sharded\"}").isEmpty());
  }

  public static void assertValid(String schema, String json) throws IOException {
    assertEquals(Set.of(), faults(schema, json));
  }

  private static Set<?> faults(String schema, String json) throws IOException {
    JsonSchema shape =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Path.of("docs/schema", schema + ".json").toUri());
    return shape.validate(json, InputFormat.JSON);
  }
}
