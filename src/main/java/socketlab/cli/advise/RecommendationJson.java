// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import socketlab.cli.text.Json;
import socketlab.experiment.claim.Figure;

/** An advice as JSON; its shape is {@code docs/schema/advise.json}. */
final class RecommendationJson {
  private RecommendationJson() {}

  static void print(Recommendation advice, PrintWriter out) throws IOException {
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("answers");
          for (Question question : Question.values()) {
            json.writeStringField(
                question.option().replace("--", ""), advice.needs().to(question).word());
          }
          json.writeEndObject();
          json.writeStringField("pattern", advice.lesson().id());
          json.writeStringField("sketch", advice.lesson().sketch());
          json.writeStringField("fails", advice.lesson().fails());
          json.writeArrayFieldStart("reasons");
          for (Recommendation.Ground ground : advice.grounds()) {
            write(json, ground);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Recommendation.Ground ground) throws IOException {
    json.writeStartObject();
    json.writeStringField("text", ground.text());
    json.writeStringField("experiment", ground.experiment());
    json.writeStringField("recorded", ground.date());
    json.writeStringField("machine", ground.machine());
    json.writeArrayFieldStart("figures");
    for (Figure figure : ground.figures()) {
      json.writeStartObject();
      json.writeStringField("name", figure.name());
      json.writeStringField("unit", figure.unit());
      json.writeObjectFieldStart("readings");
      for (Map.Entry<String, Double> reading : figure.readings().entrySet()) {
        json.writeNumberField(reading.getKey(), reading.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
