// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics;

import java.util.OptionalLong;
import socketlab.app.topics.hub.Topic;
import socketlab.protocol.http.Request;

/** From where on a subscriber wants to be sent. */
final class Offsets {
  private static final int MOST_DIGITS = 18;

  private Offsets() {}

  /**
   * Reads {@code name=N} in a query.
   *
   * @throws IllegalArgumentException in one line, when it is no offset
   */
  static OptionalLong query(Request request, String name) {
    String text = request.query(name);
    return text == null ? OptionalLong.empty() : OptionalLong.of(parse(text, name));
  }

  static long parse(String text, String name) {
    if (text.isEmpty()
        || text.length() > MOST_DIGITS
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException(name + " is an offset: a number from 0 on");
    }
    return Long.parseLong(text);
  }

  /**
   * The offset after the one that an event stream ended with: what browsers send when they come
   * again. {@code -1} is what a stream begins with that has nothing before it.
   *
   * @throws IllegalArgumentException in one line, when it is no offset
   */
  static OptionalLong afterLastEvent(Request request) {
    String text = request.field("last-event-id");
    if (text == null || text.isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(text.equals("-1") ? 0 : parse(text, "Last-Event-ID") + 1);
  }

  /**
   * Where to begin: at what the query says, or else at what comes next.
   *
   * @throws IllegalArgumentException in one line, when there cannot be such a message yet
   */
  static long from(Request request, Topic topic) {
    long next = topic.log().next();
    long from = query(request, "from").orElse(next);
    if (from > next) {
      throw new IllegalArgumentException(
          "there is no offset " + from + " yet; the next one is " + next);
    }
    return from;
  }
}
