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
import java.util.List;
import java.util.Optional;
import socketlab.cli.chart.FigureCharts;
import socketlab.cli.chart.SeriesCharts;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.InFigures;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.run.Recording;
import socketlab.page.OfflinePage;
import socketlab.page.chart.Chart;
import socketlab.page.chart.ChartJson;

/**
 * An experiment's page with its charts, made from its claim and from what was seen: of its last
 * record in bench-results/experiments/ID.html, or of one run wherever the user wants it.
 */
public final class ExperimentCharts {
  private static final JsonFactory JSON = new JsonFactory();

  private ExperimentCharts() {}

  /** Its place, from the root of the project. */
  public static String name(Experiment experiment) {
    return "bench-results/experiments/" + experiment.id() + ".html";
  }

  /** What there is to draw: the series, or the figures where no series was noted. */
  static List<Chart> of(Observation observation) {
    return observation.series().isEmpty()
        ? FigureCharts.of(observation.figures())
        : SeriesCharts.of(observation.series());
  }

  /** The page of the last record; empty when nothing is recorded that could be drawn. */
  public static Optional<String> page(Experiment experiment, Path root) throws IOException {
    Optional<Recording.Kept> kept = Recording.last(root, experiment);
    if (kept.isEmpty() || of(kept.get().observation()).isEmpty()) {
      return Optional.empty();
    }
    List<Drawn> drawn = List.of(new Drawn(experiment, Optional.of(kept.get().observation())));
    return Optional.of(page(drawn, Files.readString(Recording.file(root, experiment.id()))).html());
  }

  /** The page of a run that may be kept nowhere, of one experiment or of several. */
  public static OfflinePage page(Recording recording) throws IOException {
    StringWriter record = new StringWriter();
    recording.write(record);
    return page(
        recording.results().stream()
            .map(result -> new Drawn(result.experiment(), result.telling()))
            .toList(),
        record.toString());
  }

  /**
   * @param seen empty when it was skipped
   */
  private record Drawn(Experiment experiment, Optional<Observation> seen) {}

  private static OfflinePage page(List<Drawn> all, String record) throws IOException {
    Claim first = all.getFirst().experiment().claim();
    String title =
        all.size() == 1 ? first.id() + ": " + first.question() : all.size() + " experiments";
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("experiments");
      for (Drawn one : all) {
        json.writeStartObject();
        write(json, one.experiment().claim());
        json.writeArrayFieldStart("verdict");
        if (one.seen().isPresent()) {
          for (String sentence : InFigures.tell(one.experiment(), one.seen().get())) {
            json.writeString(sentence);
          }
        }
        json.writeEndArray();
        ChartJson.write(json, "charts", one.seen().map(ExperimentCharts::of).orElse(List.of()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeFieldName("record");
      json.writeRawValue(record);
      json.writeEndObject();
    }
    return new OfflinePage(title, text.toString(), script());
  }

  private static void write(JsonGenerator json, Claim claim) throws IOException {
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
  }

  private static String script() throws IOException {
    try (InputStream in = ExperimentCharts.class.getResourceAsStream("experiment.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
