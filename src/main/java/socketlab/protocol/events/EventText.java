// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Events as bytes (WHATWG HTML, section 9.2.6): fields a line, an empty line behind the last. They
 * are made once, however many clients then get them.
 *
 * <pre>
 *   id: 17
 *   event: progress
 *   data: {"state":"running"}
 *                                  (an empty line: the event is whole)
 * </pre>
 */
public final class EventText {
  /** A line that clients ignore: it shows the ways between that the connection is in use. */
  private static final byte[] HEARTBEAT = ":\n\n".getBytes(US_ASCII);

  private EventText() {}

  /**
   * One event.
   *
   * @param id what a client sends as Last-Event-ID when it comes again; null for none. No CR, LF or
   *     NUL
   * @param type what kind of event it is; null for a plain message. No CR or LF
   * @param data any text; line ends of any kind begin a new line of data, and come out as LF
   * @throws IllegalArgumentException when {@code id} or {@code type} has what a field may not
   */
  public static byte[] of(String id, String type, String data) {
    StringBuilder text = new StringBuilder(data.length() + 64);
    if (id != null) {
      field("id", id, text);
    }
    if (type != null) {
      field("event", type, text);
    }
    // Not String.lines(): an empty last line counts.
    for (String line : data.split("\r\n|\r|\n", -1)) {
      text.append("data: ").append(line).append('\n');
    }
    return text.append('\n').toString().getBytes(UTF_8);
  }

  /** How long a client is to wait before it connects again, in milliseconds. */
  public static byte[] retry(long millis) {
    return ("retry: " + millis + "\n\n").getBytes(US_ASCII);
  }

  /** Something that is no event; not to be changed. */
  public static byte[] heartbeat() {
    return HEARTBEAT;
  }

  private static void field(String name, String value, StringBuilder text) {
    if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw new IllegalArgumentException("the " + name + " of an event is one line");
    }
    text.append(name).append(": ").append(value).append('\n');
  }
}
