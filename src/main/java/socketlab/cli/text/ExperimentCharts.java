// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.run.Recording;
import socketlab.page.OfflinePage;

/**
 * bench-results/experiments/ID.html: an experiment's series as charts, made from its claim and its
 * last record.
 */
public final class ExperimentCharts {
  private static final JsonFactory JSON = new JsonFactory();

  private ExperimentCharts() {}

  /** Its place, from the root of the project. */
  public static String name(Experiment experiment) {
    return "bench-results/experiments/" + experiment.id() + ".html";
  }

  /** The page; empty when nothing is recorded that could be drawn. */
  public static Optional<String> page(Experiment experiment, Path root) throws IOException {
    Optional<Recording.Kept> kept = Recording.last(root, experiment);
    if (kept.isEmpty() || kept.get().observation().series().isEmpty()) {
      return Optional.empty();
    }
    Claim claim = experiment.claim();
    String record = Files.readString(Recording.file(root, experiment.id()));
    return Optional.of(
        new OfflinePage(claim.id() + ": " + claim.question(), data(claim, record), script())
            .html());
  }

  private static String data(Claim claim, String record) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("claim");
      json.writeStringField("id", claim.id());
      json.writeStringField("question", claim.question());
      json.writeStringField("picture", claim.picture());
      json.writeStringField("tryIt", claim.tryIt());
      json.writeFieldName("sources");
      json.writeArray(claim.sources(), 0, claim.sources().length);
      json.writeArrayFieldStart("outcomes");
      for (Outcome outcome : claim.outcomes()) {
        json.writeStartObject();
        json.writeStringField("name", outcome.name());
        json.writeStringField("grade", outcome.grade().name());
        json.writeStringField("why", outcome.why());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeFieldName("record");
      json.writeRawValue(record);
      json.writeEndObject();
    }
    return text.toString();
  }

  private static String script() throws IOException {
    try (InputStream in = ExperimentCharts.class.getResourceAsStream("experiment.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
