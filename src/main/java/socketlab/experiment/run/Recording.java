// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.InFigures;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.claim.ObservationJson;
import socketlab.record.RunRecord;

/**
 * Results with what makes them worth something later: machine, kernel, JDK, commit. As JSON of the
 * shape docs/schema/experiment.json: what {@code lab run --json} prints, and what is kept of each
 * experiment in {@code bench-results/experiments/ID.json}.
 */
public record Recording(RunRecord run, List<Result> results) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * What was kept of an experiment.
   *
   * @param counts runs by the outcome's name
   * @param run as docs/schema/run.json
   */
  public record Kept(Observation observation, Map<?, ?> counts, Map<?, ?> run) {}

  /** Where an experiment's last record is, from the root of the project. */
  public static Path file(Path root, String id) {
    return root.resolve("bench-results").resolve("experiments").resolve(id + ".json");
  }

  /** Writes a file for each experiment that has been seen. */
  public void keep(Path root) throws IOException {
    for (Result result : results) {
      if (!result.seen().isEmpty()) {
        Path file = file(root, result.experiment().id());
        Files.createDirectories(file.getParent());
        try (Writer text = Files.newBufferedWriter(file)) {
          new Recording(run, List.of(result)).write(text);
        }
      }
    }
  }

  /** The last record of an experiment, if there is one. */
  public static Optional<Kept> last(Path root, Experiment experiment) throws IOException {
    Path file = file(root, experiment.id());
    return Files.exists(file) ? Optional.of(read(Files.readString(file))) : Optional.empty();
  }

  /**
   * Reads what {@link #keep} wrote into one of its files.
   *
   * @throws IOException when it is not JSON
   */
  public static Kept read(String text) throws IOException {
    Map<?, ?> json = ObservationJson.parse(text);
    Map<?, ?> result = (Map<?, ?>) ((List<?>) json.get("experiments")).getFirst();
    Observation telling =
        ((List<?>) result.get("seen"))
            .stream()
                .map(seen -> ObservationJson.read((Map<?, ?>) seen))
                .filter(seen -> seen.grade().name().equals(result.get("grade")))
                .findFirst()
                .orElseThrow();
    return new Kept(telling, (Map<?, ?>) result.get("counts"), (Map<?, ?>) json.get("run"));
  }

  /** Writes it all, and a line end. */
  public void write(Writer text) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeFieldName("run");
      run.write(json);
      json.writeArrayFieldStart("experiments");
      for (Result result : results) {
        write(json, result);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    text.write("\n");
    text.flush();
  }

  private static void write(JsonGenerator json, Result result) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", result.experiment().id());
    json.writeStringField("question", result.experiment().claim().question());
    if (result.grade().isPresent()) {
      json.writeStringField("grade", result.grade().get().name());
    }
    if (result.skipped().isPresent()) {
      json.writeStringField("skipped", result.skipped().get());
    }
    json.writeObjectFieldStart("counts");
    for (Map.Entry<String, Integer> count : result.counts().entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
    if (result.telling().isPresent()) {
      json.writeArrayFieldStart("verdict");
      for (String sentence : InFigures.tell(result.experiment(), result.telling().get())) {
        json.writeString(sentence);
      }
      json.writeEndArray();
    }
    json.writeArrayFieldStart("seen");
    for (Observation observation : result.seen()) {
      ObservationJson.write(json, observation);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
