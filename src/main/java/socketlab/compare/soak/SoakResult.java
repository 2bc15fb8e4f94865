// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.soak;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import socketlab.record.RunRecord;

/**
 * What came of a soak.
 *
 * @param run the machine, the commit, the command
 * @param looks in order
 */
public record SoakResult(Soak soak, RunRecord run, List<RestingServer> looks, Findings findings) {
  private static final JsonFactory JSON = new JsonFactory();

  public List<String> wrong() {
    return findings.wrong();
  }

  /** The verdict in one sentence. */
  public String text() {
    RestingServer last = looks.getLast();
    return String.format(
        Locale.ROOT,
        "%s/%s, %,d requests in %.1f minutes: %s; memory %+.1f MiB %s"
            + " (%+.3f B per request), %d descriptors at rest",
        soak.pattern().id(),
        soak.transport().id(),
        last.requests(),
        last.seconds() / 60,
        wrong().isEmpty() ? "nothing wrong" : String.join(", ", wrong()),
        findings.grownBytes() / (double) (1 << 20),
        findings.growthJudged()
            ? "after the warm-up"
            : "in a run too short to tell growth from warm-up (--duration=1m is enough)",
        findings.grownBytesARequest(),
        last.descriptors());
  }

  /** Of the shape docs/schema/soak.json. */
  public String toJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeFieldName("run");
      run.write(json);
      json.writeStringField("pattern", soak.pattern().id());
      json.writeStringField("transport", soak.transport().id());
      json.writeNumberField("durationSeconds", soak.duration().toSeconds());
      json.writeStringField("verdict", text());
      json.writeNumberField("grownBytes", findings.grownBytes());
      json.writeNumberField("grownBytesARequest", findings.grownBytesARequest());
      json.writeBooleanField("growthJudged", findings.growthJudged());
      json.writeArrayFieldStart("wrong");
      for (String line : wrong()) {
        json.writeString(line);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("looks");
      for (RestingServer look : looks) {
        write(json, look);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator json, RestingServer look) throws IOException {
    json.writeStartObject();
    json.writeNumberField("seconds", look.seconds());
    json.writeStringField("load", look.load());
    json.writeNumberField("requests", look.requests());
    json.writeNumberField("errors", look.errors());
    json.writeNumberField("residentBytes", look.residentBytes());
    json.writeNumberField("descriptors", look.descriptors());
    json.writeNumberField("threads", look.threads());
    json.writeNumberField("connections", look.connections());
    json.writeEndObject();
  }

  /** Keeps it: one file a pattern and transport, the newest. */
  public Path keep(Path root) throws IOException {
    Path folder = Files.createDirectories(root.resolve("bench-results").resolve("soak"));
    Path file = folder.resolve(soak.pattern().id() + "-" + soak.transport().id() + ".json");
    return Files.writeString(file, toJson());
  }
}
