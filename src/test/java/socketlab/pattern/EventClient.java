// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import socketlab.protocol.events.EventReader;
import socketlab.protocol.events.EventReader.Event;

/** A stream of events, read as far as a test wants, and no further. */
final class EventClient {
  private final TestClient client;
  private final StringBuilder text = new StringBuilder();
  private final List<Event> events = new ArrayList<>();

  /** Of the text, what {@link #events} were read from. */
  private int seen;

  private boolean ended;

  private EventClient(TestClient client) {
    this.client = client;
  }

  /**
   * Asks for events and reads the head of the answer.
   *
   * @param fields of the request, each with its line end
   */
  static EventClient open(TestClient client, String target, String fields) throws IOException {
    client.send("GET " + target + " HTTP/1.1\r\nHost: lab\r\n" + fields + "\r\n");
    String head = client.readHead();
    assertTrue(head.startsWith("HTTP/1.1 200 OK"), head);
    return new EventClient(client);
  }

  /** All events so far, once there are so many or the stream has ended. */
  List<Event> read(int count) throws IOException {
    while (events().size() < count && !ended) {
      next();
    }
    return events();
  }

  /** All events, when the stream has ended in order. */
  List<Event> readToEnd() throws IOException {
    while (!ended) {
      next();
    }
    return events();
  }

  /** The text so far, once the first of it has come. */
  String begin() throws IOException {
    while (text.isEmpty() && !ended) {
      next();
    }
    return text.toString();
  }

  private void next() throws IOException {
    String chunk = client.chunk();
    ended = chunk.isEmpty();
    text.append(new String(chunk.getBytes(ISO_8859_1), UTF_8));
  }

  /** All events that are whole so far, also when the connection has broken since. */
  List<Event> events() {
    int end = text.lastIndexOf("\n\n");
    if (end > seen) {
      // Only what is new: the streams of some tests are long, and are looked at after each event.
      String id = events.isEmpty() ? "" : "id: " + events.getLast().id() + "\n";
      events.addAll(EventReader.read(id + text.substring(seen, end + 2)));
      seen = end + 2;
    }
    return events;
  }
}
