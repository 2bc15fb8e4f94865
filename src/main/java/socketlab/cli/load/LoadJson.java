// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.HdrHistogram.Histogram;
import socketlab.cli.load.report.ResultJson;
import socketlab.cli.text.Json;
import socketlab.load.LoadResult;
import socketlab.load.count.StatusCounts;
import socketlab.load.plan.LoadPlan;
import socketlab.net.listen.AddressText;

/** A result for programs: docs/schema/load.json. */
final class LoadJson {
  private static final double[] PERCENTILES = {50, 75, 90, 99, 99.9, 99.99};

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
    boolean multiplexed = plan.target().protocol().isMultiplexed();
    json.writeStringField("protocol", plan.target().protocol().id());
    json.writeNumberField("pipeline", multiplexed ? 1 : plan.depth());
    if (multiplexed) {
      json.writeNumberField("streams", plan.depth());
    } else {
      json.writeNullField("streams");
    }
    tls(json, result);
    json.writeNumberField("threads", plan.threads());
    json.writeStringField("transport", plan.transport().id());
    json.writeNumberField("durationSeconds", result.seconds());
    json.writeNumberField("offered", result.offered());
    json.writeNumberField("completed", result.completed());
    ResultJson.failed(json, result::failedBy);
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
    ResultJson.number(json, "clientCpuMicrosPerRequest", result.cpuMicrosPerRequest());
    ResultJson.warnings(json, result.warnings());
    json.writeEndObject();
  }

  /** Null without TLS. */
  private static void tls(JsonGenerator json, LoadResult result) throws IOException {
    if (result.tls().isEmpty()) {
      json.writeNullField("tls");
      return;
    }
    json.writeObjectFieldStart("tls");
    json.writeStringField("version", result.tls().get().version());
    json.writeNumberField("handshakes", result.handshake().getTotalCount());
    json.writeNumberField("resumed", result.resumed());
    micros(json, "handshakeMicros", result.handshake());
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

  private static void micros(JsonGenerator json, String name, Histogram nanos) throws IOException {
    ResultJson.micros(json, name, nanos, PERCENTILES);
  }
}
