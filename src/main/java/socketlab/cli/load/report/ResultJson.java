// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import socketlab.load.count.Failure;

/** What results of every kind have in JSON. */
public final class ResultJson {
  private ResultJson() {}

  /**
   * Times in microseconds; null when nothing was measured: there is no latency of no request.
   *
   * @param nanos in nanoseconds
   * @param percentiles each is told as {@code p99}
   */
  public static void micros(JsonGenerator json, String name, Histogram nanos, double... percentiles)
      throws IOException {
    if (nanos.getTotalCount() == 0) {
      json.writeNullField(name);
      return;
    }
    json.writeObjectFieldStart(name);
    json.writeNumberField("mean", nanos.getMean() / 1e3);
    for (double percentile : percentiles) {
      json.writeNumberField(
          "p" + (percentile == Math.rint(percentile) ? (int) percentile + "" : percentile + ""),
          nanos.getValueAtPercentile(percentile) / 1e3);
    }
    json.writeNumberField("max", nanos.getMaxValue() / 1e3);
    json.writeEndObject();
  }

  /** An object with each kind of failure and its count. */
  public static void failed(JsonGenerator json, ToLongFunction<Failure> counts) throws IOException {
    json.writeObjectFieldStart("failed");
    for (Failure kind : Failure.values()) {
      json.writeNumberField(kind.id(), counts.applyAsLong(kind));
    }
    json.writeEndObject();
  }

  /** Null where it is not known. */
  public static void number(JsonGenerator json, String name, Optional<Double> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.get());
    } else {
      json.writeNullField(name);
    }
  }

  public static void warnings(JsonGenerator json, List<String> warnings) throws IOException {
    json.writeArrayFieldStart("warnings");
    for (String warning : warnings) {
      json.writeString(warning);
    }
    json.writeEndArray();
  }
}
