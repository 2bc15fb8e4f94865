// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An observation as JSON: $defs/observation of docs/schema/experiment.json. */
public final class ObservationJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ObservationJson() {}

  /** Writes one object. */
  public static void write(JsonGenerator json, Observation observation) throws IOException {
    json.writeStartObject();
    json.writeStringField("outcome", observation.outcome());
    json.writeStringField("grade", observation.grade().name());
    json.writeStringField("why", observation.why());
    json.writeNumberField("seconds", observation.seconds());
    json.writeArrayFieldStart("figures");
    for (Figure figure : observation.figures()) {
      write(json, figure);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("series");
    for (Series series : observation.series()) {
      write(json, series);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Figure figure) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", figure.name());
    json.writeStringField("unit", figure.unit());
    json.writeStringField("expected", figure.expected());
    json.writeObjectFieldStart("readings");
    for (Map.Entry<String, Double> reading : figure.readings().entrySet()) {
      json.writeNumberField(reading.getKey(), reading.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Series series) throws IOException {
    json.writeStartObject();
    json.writeStringField("title", series.title());
    json.writeStringField("x", series.x());
    json.writeStringField("y", series.y());
    json.writeArrayFieldStart("points");
    for (Series.Point point : series.points()) {
      json.writeArray(new double[] {point.x(), point.y()}, 0, 2);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Reads what {@link #write} wrote. */
  public static Observation read(Map<?, ?> json) {
    List<Figure> figures = new ArrayList<>();
    for (Object item : (List<?>) json.get("figures")) {
      Map<?, ?> figure = (Map<?, ?>) item;
      Map<String, Double> readings = new LinkedHashMap<>();
      ((Map<?, ?>) figure.get("readings")).forEach((k, v) -> readings.put((String) k, (Double) v));
      figures.add(
          new Figure(
              text(figure, "name"), text(figure, "unit"), text(figure, "expected"), readings));
    }
    List<Series> series = new ArrayList<>();
    for (Object item : (List<?>) json.get("series")) {
      Map<?, ?> one = (Map<?, ?>) item;
      series.add(
          new Series(
              text(one, "title"),
              text(one, "x"),
              text(one, "y"),
              ((List<?>) one.get("points")).stream().map(ObservationJson::point).toList()));
    }
    return new Observation(
        text(json, "outcome"),
        Grade.valueOf(text(json, "grade")),
        text(json, "why"),
        (Double) json.get("seconds"),
        figures,
        series);
  }

  private static Series.Point point(Object pair) {
    List<?> xy = (List<?>) pair;
    return new Series.Point((Double) xy.get(0), (Double) xy.get(1));
  }

  private static String text(Map<?, ?> json, String field) {
    return (String) json.get(field);
  }

  /** One JSON text as maps, lists, strings, booleans, null, and numbers as doubles. */
  public static Map<?, ?> parse(String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      return (Map<?, ?>) value(parser);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String field = parser.currentName();
          parser.nextToken();
          map.put(field, value(parser));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("not JSON at " + parser.currentLocation());
    };
  }
}
