// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import socketlab.linux.libc.Availability;

/** The one way in which commands print JSON. */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Writes one value. */
  @FunctionalInterface
  public interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private Json() {}

  public static void write(PrintWriter out, Body body) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text).useDefaultPrettyPrinter()) {
      body.write(json);
    }
    out.println(text);
  }

  /** Two fields: whether it is available, and the cause when not. */
  public static void availability(JsonGenerator json, Availability availability)
      throws IOException {
    json.writeBooleanField("available", availability.isAvailable());
    if (availability.cause().isPresent()) {
      json.writeStringField("cause", availability.cause().get());
    }
  }
}
