// SPDX-License-Identifier: Apache-2.0
package socketlab.page.chart;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Charts as plot.js takes them. */
public final class ChartJson {
  private ChartJson() {}

  /** Writes a field that is an array of charts. */
  public static void write(JsonGenerator json, String name, List<Chart> charts) throws IOException {
    json.writeArrayFieldStart(name);
    for (Chart chart : charts) {
      json.writeStartObject();
      json.writeStringField("title", chart.title());
      switch (chart) {
        case Plot plot -> write(json, plot);
        case Bars bars -> write(json, bars);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Plot plot) throws IOException {
    write(json, "x", plot.x());
    write(json, "y", plot.y());
    json.writeStringField("note", plot.note());
    List<Integer> depths = plot.depths();
    json.writeArrayFieldStart("lines");
    for (int i = 0; i < plot.lines().size(); i++) {
      Line line = plot.lines().get(i);
      json.writeStartObject();
      json.writeStringField("name", line.name());
      json.writeStringField("style", line.style().name());
      json.writeNumberField("depth", depths.get(i));
      json.writeBooleanField("beneath", plot.isBeneath(i));
      json.writeArrayFieldStart("points");
      for (Line.Point point : line.points()) {
        json.writeArray(new double[] {point.x(), point.y()}, 0, 2);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Bars bars) throws IOException {
    write(json, "axis", bars.axis());
    json.writeArrayFieldStart("rows");
    for (Bars.Row row : bars.rows()) {
      json.writeStartObject();
      json.writeStringField("name", row.name());
      json.writeNumberField("value", row.value());
      json.writeStringField("label", row.label());
      if (row.expected().isPresent()) {
        json.writeNumberField("expected", row.expected().getAsDouble());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Writes a field that is one axis. */
  public static void write(JsonGenerator json, String name, Axis axis) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("title", axis.title());
    json.writeBooleanField("logarithmic", axis.logarithmic());
    json.writeNumberField("min", axis.min());
    json.writeNumberField("max", axis.max());
    json.writeArrayFieldStart("ticks");
    for (Axis.Tick tick : axis.ticks()) {
      json.writeStartObject();
      json.writeNumberField("value", tick.value());
      json.writeStringField("label", tick.label());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
