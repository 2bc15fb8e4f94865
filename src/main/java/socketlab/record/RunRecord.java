// SPDX-License-Identifier: Apache-2.0
package socketlab.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * What a result has to carry so that it can be trusted later: {@code run.json}, whose shape is
 * {@code docs/schema/run.json}.
 *
 * @param command what repeats it
 * @param jvmFlags of the JVM that measures
 * @param serverFlags of the servers that are measured
 * @param pinning which CPUs belonged to whom, in one line
 * @param versions of what else took part, by name
 * @param loadBefore the load average when it began
 * @param loadAfter the load average when it ended; the run's own load is in it
 */
public record RunRecord(
    String command,
    Instant began,
    Instant ended,
    Machine machine,
    Commit commit,
    List<String> jvmFlags,
    List<String> serverFlags,
    String pinning,
    Map<String, String> versions,
    String loadBefore,
    String loadAfter) {
  private static final JsonFactory JSON = new JsonFactory();

  /** The JVM, as it names itself. */
  public static String jdk() {
    return System.getProperty("java.vm.vendor")
        + " "
        + System.getProperty("java.vm.name")
        + " "
        + Runtime.version();
  }

  /**
   * A new folder under {@code results}: date, machine, commit, and what kind of run it was.
   *
   * @param kind for instance {@code jmh}, with a topic or without
   */
  public static Path newFolder(
      Path results, Instant began, Machine machine, Commit commit, String kind) throws IOException {
    String name =
        String.join(
            "-",
            LocalDate.ofInstant(began, ZoneOffset.UTC).toString(),
            machine.name(),
            commit.label(),
            kind);
    Path folder = results.resolve(name);
    for (int i = 2; Files.exists(folder); i++) {
      folder = results.resolve(name + "-" + i);
    }
    return Files.createDirectories(folder);
  }

  public void write(Path file) throws IOException {
    try (Writer text = Files.newBufferedWriter(file)) {
      try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        write(json);
      }
      text.write("\n");
    }
  }

  /** Writes one object of that shape. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("command", command);
    json.writeStringField("began", began.truncatedTo(ChronoUnit.SECONDS).toString());
    json.writeStringField("ended", ended.truncatedTo(ChronoUnit.SECONDS).toString());
    json.writeObjectFieldStart("commit");
    json.writeStringField("id", commit.id());
    json.writeBooleanField("dirty", commit.dirty());
    json.writeEndObject();
    json.writeObjectFieldStart("machine");
    json.writeStringField("name", machine.name());
    json.writeStringField("cpu", machine.cpu());
    json.writeNumberField("cpus", machine.cpus());
    json.writeStringField("virtual", machine.virtual());
    json.writeStringField("kernel", machine.kernel());
    write(json, "kernelParameters", machine.kernelParameters());
    write(json, "settings", machine.settings());
    json.writeEndObject();
    json.writeObjectFieldStart("loadAverage");
    json.writeStringField("before", loadBefore);
    json.writeStringField("after", loadAfter);
    json.writeEndObject();
    json.writeStringField("pinning", pinning);
    json.writeStringField("jdk", jdk());
    write(json, "jvmFlags", jvmFlags);
    write(json, "serverFlags", serverFlags);
    write(json, "versions", versions);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String name, Map<String, String> values)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> entry : values.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }
}
