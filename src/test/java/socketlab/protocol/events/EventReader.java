// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.events;

import java.util.ArrayList;
import java.util.List;

/** Reads events as a client does (WHATWG HTML, section 9.2.6). */
public final class EventReader {
  /**
   * One event.
   *
   * @param id the last one told up to here; empty when none was
   * @param type {@code message} where none is told
   */
  public record Event(String id, String type, String data) {}

  private EventReader() {}

  /** The events that are whole in this text. */
  public static List<Event> read(String text) {
    List<Event> events = new ArrayList<>();
    StringBuilder data = new StringBuilder();
    String id = "";
    String type = "";
    String[] lines = text.split("\r\n|\r|\n", -1);
    // What stands behind the last line end is no line yet.
    for (int i = 0; i < lines.length - 1; i++) {
      String line = lines[i];
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          data.setLength(data.length() - 1);
          events.add(new Event(id, type.isEmpty() ? "message" : type, data.toString()));
        }
        data.setLength(0);
        type = "";
        continue;
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (name) {
        case "data" -> data.append(value).append('\n');
        case "event" -> type = value;
        case "id" -> id = value;
        default -> {
          // A comment, or a field that a client passes over.
        }
      }
    }
    return events;
  }
}
