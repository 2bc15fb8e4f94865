// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.HdrHistogram.Histogram;
import socketlab.cli.text.Json;
import socketlab.load.LoadResult;
import socketlab.load.count.Failure;
import socketlab.load.count.StatusCounts;
import socketlab.load.plan.LoadPlan;
import socketlab.net.listen.AddressText;

/** A result for programs: docs/schema/load.json. */
final class LoadJson {
  private static final double[] PERCENTILES = {50, 75, 90, 99, 99.9, 99.99};
  private static final String[] NAMES = {"p50", "p75", "p90", "p99", "p99.9", "p99.99"};

  private LoadJson() {}

  static void write(PrintWriter out, LoadResult result) throws IOException {
    Json.write(out, json -> write(json, result));
  }

  /** One object of that shape. */
  static void write(JsonGenerator json, LoadResult result) throws IOException {
    LoadPlan plan = result.plan();
    json.writeStartObject();
    json.writeStringField("url", plan.target().url());
    json.writeStringField("address", AddressText.of(plan.target().address()));
    json.writeStringField("expect", plan.target().expectation().toString());
    json.writeStringField("mode", plan.isOpen() ? "open" : "closed");
    if (plan.isOpen()) {
      json.writeNumberField("rate", plan.rate().getAsDouble());
      json.writeStringField("arrivals", plan.arrivals().id());
    } else {
      json.writeNullField("rate");
    }
    json.writeNumberField("connections", plan.connections());
    json.writeNumberField("connectionsOpen", result.open());
    json.writeNumberField("connectionsOpenMost", result.openMost());
    json.writeNumberField("connectionsOpenAverage", result.openAverage());
    json.writeNumberField("connectionsAnswered", result.answeredOn());
    json.writeBooleanField("newConnection", plan.newConnection());
    json.writeNumberField("pipeline", plan.pipeline());
    json.writeNumberField("threads", plan.threads());
    json.writeStringField("transport", plan.transport().id());
    json.writeNumberField("durationSeconds", result.seconds());
    json.writeNumberField("offered", result.offered());
    json.writeNumberField("completed", result.completed());
    json.writeObjectFieldStart("failed");
    for (Failure kind : Failure.values()) {
      json.writeNumberField(kind.id(), result.failedBy(kind));
    }
    json.writeEndObject();
    json.writeNumberField("unfinished", result.unfinished());
    json.writeObjectFieldStart("answers");
    statuses(json, "inWarmup", result.inWarmup());
    statuses(json, "dueInWarmup", result.dueInWarmup());
    statuses(json, "measured", result.answers());
    json.writeEndObject();
    json.writeNumberField("achievedRate", result.achievedRate());
    json.writeNumberField("underWay", result.busy());
    micros(json, "latencyMicros", result.latency());
    micros(json, "uncorrectedLatencyMicros", result.uncorrected());
    micros(json, "connectMicros", result.connect());
    micros(json, "firstByteMicros", result.firstByte());
    micros(json, "sentBehindMicros", result.sentBehind());
    if (plan.isOpen()) {
      json.writeNumberField("largestBurst", result.largestBurst());
    } else {
      json.writeNullField("largestBurst");
    }
    if (result.cpuMicrosPerRequest().isPresent()) {
      json.writeNumberField("clientCpuMicrosPerRequest", result.cpuMicrosPerRequest().get());
    } else {
      json.writeNullField("clientCpuMicrosPerRequest");
    }
    json.writeArrayFieldStart("warnings");
    for (String warning : result.warnings()) {
      json.writeString(warning);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void statuses(JsonGenerator json, String name, StatusCounts answers)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (int status : answers.statuses().toArray()) {
      json.writeNumberField(
          status == StatusCounts.NONE ? "echo" : String.valueOf(status), answers.of(status));
    }
    json.writeEndObject();
  }

  /** Null when nothing was measured: there is no latency of no request. */
  private static void micros(JsonGenerator json, String name, Histogram h) throws IOException {
    if (h.getTotalCount() == 0) {
      json.writeNullField(name);
      return;
    }
    json.writeObjectFieldStart(name);
    json.writeNumberField("mean", h.getMean() / 1e3);
    for (int i = 0; i < PERCENTILES.length; i++) {
      json.writeNumberField(NAMES[i], h.getValueAtPercentile(PERCENTILES[i]) / 1e3);
    }
    json.writeNumberField("max", h.getMaxValue() / 1e3);
    json.writeEndObject();
  }
}
