// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.HdrHistogram.Histogram;
import socketlab.cli.load.report.ResultJson;
import socketlab.cli.text.Json;
import socketlab.load.stream.OpenStreams;
import socketlab.load.stream.StreamResult;
import socketlab.load.stream.StreamTally;
import socketlab.load.stream.plan.StreamPlan;
import socketlab.net.listen.AddressText;

/** A result for programs: docs/schema/load-streams.json. */
public final class StreamJson {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9};

  private StreamJson() {}

  public static void write(PrintWriter out, StreamResult result) throws IOException {
    Json.write(out, json -> write(json, result));
  }

  private static void write(JsonGenerator json, StreamResult result) throws IOException {
    StreamPlan plan = result.plan();
    StreamTally tally = result.tally();
    json.writeStartObject();
    json.writeStringField("url", plan.target().url());
    json.writeStringField("address", AddressText.of(result.address()));
    json.writeStringField("delivery", plan.delivery().id());
    json.writeNumberField("pauseSeconds", plan.pause().toNanos() / 1e9);
    streams(json, result);
    json.writeNumberField("threads", plan.threads());
    json.writeStringField("transport", plan.transport().id());
    json.writeNumberField("durationSeconds", result.seconds());
    json.writeNumberField("delivered", tally.delivered);
    json.writeNumberField("deliveredRate", result.deliveredRate());
    json.writeNumberField("missing", tally.missing);
    json.writeNumberField("clientsWithoutTheLast", result.missed());
    json.writeNumberField("repeated", tally.repeated);
    json.writeNumberField("unstamped", tally.unstamped);
    json.writeNumberField("requests", tally.requests);
    json.writeNumberField("emptyAnswers", tally.empty);
    json.writeNumberField("bytesIn", tally.bytesIn);
    json.writeNumberField("bytesOut", tally.bytesOut);
    micros(json, "connectMicros", tally.connect);
    micros(json, "firstMessageMicros", tally.first);
    micros(json, "delayMicros", tally.delay);
    published(json, result);
    ResultJson.number(json, "clientCpuMicrosPerMessage", result.cpuMicrosPerMessage());
    watched(json, result);
    ResultJson.warnings(json, result.warnings());
    json.writeEndObject();
  }

  private static void streams(JsonGenerator json, StreamResult result) throws IOException {
    OpenStreams streams = result.streams();
    json.writeObjectFieldStart("streams");
    json.writeNumberField("asked", result.plan().connections());
    json.writeNumberField("established", streams.everEstablished());
    json.writeNumberField("open", result.openAtEnd());
    json.writeNumberField("lost", streams.lost());
    ResultJson.failed(json, streams::failedBy);
    json.writeStringField("reason", streams.reason());
    json.writeNumberField("establishedSeconds", result.establishedSeconds());
    json.writeEndObject();
  }

  private static void published(JsonGenerator json, StreamResult result) throws IOException {
    if (result.publishing().isEmpty()) {
      json.writeNullField("published");
      return;
    }
    StreamResult.Published published = result.publishing().get();
    StreamPlan.Publishing plan = result.plan().publishing().orElseThrow();
    json.writeObjectFieldStart("published");
    json.writeStringField("url", plan.to().url());
    json.writeNumberField("messages", published.messages());
    json.writeNumberField("everySeconds", plan.every().toNanos() / 1e9);
    json.writeNumberField("bytes", plan.bytes());
    json.writeStringField("failure", published.failure().orElse(""));
    micros(json, "answerMicros", published.answerTime());
    json.writeEndObject();
  }

  private static void watched(JsonGenerator json, StreamResult result) throws IOException {
    if (result.watched().isEmpty()) {
      json.writeNullField("watched");
      return;
    }
    StreamResult.Watched watched = result.watched().get();
    json.writeObjectFieldStart("watched");
    json.writeNumberField("cpuMicros", watched.cpuNanos() / 1e3);
    ResultJson.number(json, "cpuMicrosPerMessage", result.serverMicrosPerMessage());
    json.writeNumberField("contextSwitches", watched.switches());
    json.writeNumberField("residentBytesBefore", watched.residentBefore());
    json.writeNumberField("residentBytesOpen", watched.residentOpen());
    ResultJson.number(json, "bytesPerStream", result.bytesPerStream());
    json.writeEndObject();
  }

  private static void micros(JsonGenerator json, String name, Histogram nanos) throws IOException {
    ResultJson.micros(json, name, nanos, PERCENTILES);
  }
}
