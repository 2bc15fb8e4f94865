// SPDX-License-Identifier: Apache-2.0
package socketlab.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  private static final Instant BEGAN = Instant.parse("2026-01-31T10:00:00.123Z");

  private static final Machine MACHINE =
      new Machine(
          "AMD EPYC 7763",
          4,
          "no",
          "Linux 6.1 amd64",
          List.of("mitigations=off"),
          Map.of("net.core.somaxconn", "4096"));

  @TempDir private Path folder;

  @Test
  void theFileHasTheFieldsOfTheSchemaAndNoOthers() throws IOException {
    record(Machine.here()).write(folder.resolve("run.json"));
    JsonMapper mapper = new JsonMapper();
    JsonNode run = mapper.readTree(folder.resolve("run.json").toFile());
    hold(mapper.readTree(Path.of("docs/schema/run.json").toFile()), run, "run.json");
    assertEquals("2026-01-31T10:00:00Z", run.path("began").asText());
    assertTrue(run.path("machine").path("cpus").asInt() > 0, run::toPrettyString);
  }

  @Test
  void theMachineIsNotNamed() throws IOException {
    record(Machine.here()).write(folder.resolve("run.json"));
    String host = InetAddress.getLocalHost().getHostName();
    if (!host.equals("localhost") && host.length() > 3) {
      assertFalse(Files.readString(folder.resolve("run.json")).contains(host), host);
    }
  }

  @Test
  void aSecondRunOfADayGetsAFolderOfItsOwn() throws IOException {
    Commit commit = new Commit("0123456789", true);
    assertEquals(
        "2026-01-31-amd-epyc-7763-4cpu-0123456789-dirty-jmh", newFolder(commit).toString());
    assertEquals(
        "2026-01-31-amd-epyc-7763-4cpu-0123456789-dirty-jmh-2", newFolder(commit).toString());
  }

  private Path newFolder(Commit commit) throws IOException {
    return RunRecord.newFolder(folder, BEGAN, MACHINE, commit, "jmh").getFileName();
  }

  /** As much of JSON Schema as the lab's schemas use. */
  private static void hold(JsonNode schema, JsonNode value, String where) {
    switch (schema.path("type").asText()) {
      case "string" -> assertTrue(value.isTextual(), where);
      case "boolean" -> assertTrue(value.isBoolean(), where);
      case "integer" -> assertTrue(value.isIntegralNumber(), where);
      case "array" -> value.forEach(item -> hold(schema.path("items"), item, where));
      case "object" -> {
        if (schema.has("properties")) {
          assertEquals(names(schema.path("properties")), names(value), where);
        }
        value
            .properties()
            .forEach(e -> hold(of(schema, e.getKey()), e.getValue(), where + " " + e.getKey()));
      }
      default -> throw new AssertionError("not foreseen in the schema of " + where);
    }
  }

  /** Of a named property, or of those whose names are open. */
  private static JsonNode of(JsonNode schema, String property) {
    return schema.has("properties")
        ? schema.path("properties").path(property)
        : schema.path("additionalProperties");
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static RunRecord record(Machine machine) {
    return new RunRecord(
        "./lab bench",
        BEGAN,
        BEGAN.plusSeconds(60),
        machine,
        new Commit("0123456789", false),
        List.of("-Xmx1g"),
        List.of(),
        "none",
        Map.of("JMH", "1.37"),
        "0.1 0.1 0.1",
        "0.2 0.1 0.1");
  }
}
