// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.link;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import socketlab.cli.text.Json;
import socketlab.link.LinkCounters;

/** What a link carried, as JSON of the shape {@code docs/schema/link.json}. */
public final class LinkJson {
  private LinkJson() {}

  public static void print(LinkCounters counters, PrintWriter out) throws IOException {
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          direction(json, "out", counters.out());
          direction(json, "back", counters.back());
          json.writeNumberField("ignored", counters.ignored());
          json.writeNumberField("missed", counters.missed());
          json.writeEndObject();
        });
  }

  private static void direction(JsonGenerator json, String name, LinkCounters.Direction way)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("packets", way.packets());
    json.writeNumberField("bytes", way.bytes());
    json.writeNumberField("lost", way.lost());
    json.writeNumberField("dropped", way.dropped());
    json.writeEndObject();
  }
}
