// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import socketlab.cli.text.Json;

/** A demo as JSON; its shape is {@code docs/schema/demo.json}. */
final class DemoJson {
  private DemoJson() {}

  static void print(DemoPlan plan, List<DemoState> states, PrintWriter out) throws IOException {
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeNumberField("sleepMillis", plan.sleep().toMillis());
          json.writeNumberField("clients", plan.clients());
          json.writeArrayFieldStart("servers");
          for (DemoState state : states) {
            json.writeStartObject();
            json.writeStringField("pattern", state.pattern());
            json.writeStringField("transport", state.transport());
            json.writeStringField("sleptOn", state.sleeper());
            json.writeNumberField("asked", state.asked());
            json.writeNumberField("answeredMeanwhile", state.meanwhile());
            json.writeNumberField("clientsThatWaited", state.waited().size());
            json.writeNumberField("longestWaitMicros", state.longest().toNanos() / 1_000);
            json.writeStringField("explained", DemoText.explained(state));
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
