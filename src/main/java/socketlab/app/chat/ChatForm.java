// SPDX-License-Identifier: Apache-2.0
package socketlab.app.chat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How a chat's events are written: the subprotocols of WebSocket that it speaks. */
enum ChatForm {
  /** One object each, for programs. */
  JSON("lab.chat.json") {
    @Override
    String said(String name, String text) {
      return "{\"type\":\"message\",\"name\":%s,\"text\":%s}".formatted(quoted(name), quoted(text));
    }

    @Override
    String joined(String name) {
      return "{\"type\":\"joined\",\"name\":%s}".formatted(quoted(name));
    }

    @Override
    String left(String name) {
      return "{\"type\":\"left\",\"name\":%s}".formatted(quoted(name));
    }

    @Override
    String welcome(String room, String name, List<String> members) {
      return "{\"type\":\"welcome\",\"room\":%s,\"name\":%s,\"members\":%s}"
          .formatted(quoted(room), quoted(name), list(members));
    }

    @Override
    String missed(long count, List<String> members) {
      return "{\"type\":\"missed\",\"count\":%d,\"members\":%s}".formatted(count, list(members));
    }

    @Override
    String heldBack() {
      return "{\"type\":\"held-back\"}";
    }

    private static String list(List<String> names) {
      return names.stream().map(ChatForm::quoted).collect(Collectors.joining(",", "[", "]"));
    }
  },

  /** One line each, for people. */
  TEXT("lab.chat.text") {
    @Override
    String said(String name, String text) {
      // A line is what one member said: no text may look like the next line, of another.
      return name + ": " + text.replaceAll("[\\p{Cc}\\u2028\\u2029]", " ");
    }

    @Override
    String joined(String name) {
      return "* " + name + " has come";
    }

    @Override
    String left(String name) {
      return "* " + name + " has left";
    }

    @Override
    String welcome(String room, String name, List<String> members) {
      return "* you are " + name + " in " + room + "; here are " + String.join(", ", members);
    }

    @Override
    String missed(long count, List<String> members) {
      return "* you were too slow for " + count + " lines; here are " + String.join(", ", members);
    }

    @Override
    String heldBack() {
      return "* not said: a member is too far behind; say it again";
    }
  };

  private final String protocol;

  ChatForm(String protocol) {
    this.protocol = protocol;
  }

  /** As {@code Sec-WebSocket-Protocol} names it. */
  String protocol() {
    return protocol;
  }

  /** The form of this subprotocol; of none, JSON. */
  static ChatForm of(String protocol) {
    return Arrays.stream(values())
        .filter(form -> form.protocol.equals(protocol))
        .findFirst()
        .orElse(JSON);
  }

  static String[] protocols() {
    return Arrays.stream(values()).map(ChatForm::protocol).toArray(String[]::new);
  }

  abstract String said(String name, String text);

  abstract String joined(String name);

  abstract String left(String name);

  /** The first that a member hears. */
  abstract String welcome(String room, String name, List<String> members);

  /** To a member that was skipped forward. */
  abstract String missed(long count, List<String> members);

  /** To a member whose message was not taken. */
  abstract String heldBack();

  private static String quoted(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
