// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.WayResult;
import socketlab.compare.report.ways.WayRows;
import socketlab.page.OfflinePage;
import socketlab.pattern.Lesson;
import socketlab.pattern.Patterns;
import socketlab.record.PastRun;
import socketlab.record.RunRecord;

/** The {@code report.html} of a campaign: the same as its {@code README.md}, to look at. */
public final class CampaignReport {
  private static final JsonFactory JSON_FACTORY = new JsonFactory();

  private CampaignReport() {}

  /**
   * @param warnings why to distrust the figures, a sentence each
   */
  public static OfflinePage of(Campaign campaign, PastRun past, List<String> warnings)
      throws IOException {
    RunRecord run = past.run();
    StringWriter data = new StringWriter();
    try (JsonGenerator json = JSON_FACTORY.createGenerator(data)) {
      json.writeStartObject();
      json.writeFieldName("campaign");
      json.writeRawValue(JSON.std.asString(campaign));
      json.writeFieldName("run");
      json.writeRawValue(past.json());
      json.writeFieldName("warnings");
      json.writeRawValue(JSON.std.asString(warnings));
      json.writeFieldName("answer");
      json.writeRawValue(JSON.std.asString(new CampaignAnswer(campaign).sentences()));
      json.writeFieldName("remarks");
      json.writeRawValue(JSON.std.asString(Remarks.of(campaign.verdict()).groups()));
      new SharedAxes(campaign).write(json);
      ways(json, new WayRows(campaign.ways()));
      metrics(json);
      latencies(json, campaign);
      pictures(json, campaign);
      json.writeEndObject();
    }
    return new OfflinePage(
        campaign.topic() + ", " + run.began().toString().substring(0, 10),
        data.toString(),
        script());
  }

  /** Its table, and which of them are drawn. */
  private static void ways(JsonGenerator json, WayRows ways) throws IOException {
    if (ways.ways().isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("ways");
    json.writeFieldName("head");
    json.writeRawValue(JSON.std.asString(ways.head()));
    json.writeFieldName("rows");
    json.writeRawValue(JSON.std.asString(ways.rows()));
    json.writeStringField("explanation", ways.explanation());
    json.writeArrayFieldStart("drawn");
    for (WayResult way : ways.drawn()) {
      json.writeStartObject();
      json.writeStringField("way", way.way());
      json.writeNumberField("roundTripMillis", way.roundTripMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void metrics(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("metrics");
    for (Metric metric : Metric.values()) {
      json.writeObjectFieldStart(metric.id());
      json.writeStringField("title", metric.title());
      json.writeStringField("unit", metric.unit());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** What the latencies of a workload are of, in a sentence. */
  private static void latencies(JsonGenerator json, Campaign campaign) throws IOException {
    json.writeObjectFieldStart("latencies");
    for (Load load : campaign.workloads()) {
      Optional<String> sentence = new Latency(campaign, load).sentence();
      if (sentence.isPresent()) {
        json.writeStringField(load.name(), sentence.get());
      }
    }
    json.writeEndObject();
  }

  /** Of the patterns that took part, from their own declarations. */
  private static void pictures(JsonGenerator json, Campaign campaign) throws IOException {
    json.writeObjectFieldStart("patterns");
    List<String> ids = campaign.servers().stream().map(Contender::pattern).toList();
    for (var pattern : Patterns.all()) {
      if (ids.contains(pattern.id())) {
        Lesson lesson = pattern.lesson();
        json.writeObjectFieldStart(pattern.id());
        json.writeStringField("picture", lesson.picture());
        json.writeStringField("use", lesson.use());
        json.writeEndObject();
      }
    }
    json.writeEndObject();
  }

  /** What draws the ways goes before what calls it. */
  private static String script() throws IOException {
    return script("ways.js") + script("report.js");
  }

  private static String script(String name) throws IOException {
    try (InputStream in = CampaignReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
