// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What is asked of a model. A name that is not known is passed over, as that API does: its clients
 * send many. A known one of the wrong kind is an error.
 *
 * @param model as it was asked for
 * @param question the last message of the user
 * @param asked tokens of all messages
 * @param withUsage whether a stream ends with the count of its tokens
 * @param maxTokens after which the answer is cut, at least 1
 * @param seed makes an answer repeatable; random when none was asked for
 * @param stops texts before which the answer stops
 */
record CompletionRequest(
    String model,
    String question,
    int asked,
    boolean stream,
    boolean withUsage,
    int maxTokens,
    long seed,
    List<String> stops) {
  /** Bytes; a conversation of some hundred pages. */
  static final int MOST_BYTES = 256 * 1024;

  /** Messages hold parts, and parts hold objects; what is passed over may hold some more. */
  private static final int MOST_DEPTH = 32;

  /** As the public API has it. */
  private static final int MOST_STOPS = 4;

  private static final int MOST_STOP_LENGTH = 256;

  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // What a stranger calls a field is not worth keeping.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
          .build();

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException in one line, when it is none
   */
  static CompletionRequest read(byte[] body, int from, int length) {
    try (JsonParser json = JSON.createParser(body, from, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("the body is no JSON object");
      }
      Fields fields = new Fields();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        fields.take(json.currentName(), json);
      }
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("something stands behind the JSON object");
      }
      return fields.request();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the body is no JSON that is read here: "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is no text in UTF-8", e);
    }
  }

  /** What has been read so far. */
  private static final class Fields {
    private String model;
    private String question = "";
    private int messages;
    private int asked;
    private boolean stream;
    private boolean withUsage;
    private int maxTokens = Integer.MAX_VALUE;
    private long seed = ThreadLocalRandom.current().nextLong();
    private List<String> stops = List.of();

    void take(String name, JsonParser json) throws IOException {
      JsonToken token = json.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        // As if it were not there.
        return;
      }
      switch (name) {
        case "model" -> model = string(name, json);
        case "messages" -> messages(json);
        case "stream" -> stream = bool(name, json);
        case "stream_options" -> streamOptions(json);
        case "max_tokens", "max_completion_tokens" ->
            maxTokens = (int) whole(name, 1, Integer.MAX_VALUE, json);
        case "seed" -> seed = whole(name, Long.MIN_VALUE, Long.MAX_VALUE, json);
        case "stop" -> stops = stops(json);
        case "n" -> whole(name, 1, 1, json);
        default -> json.skipChildren();
      }
    }

    private void messages(JsonParser json) throws IOException {
      expect(json.currentToken() == JsonToken.START_ARRAY, "messages is an array");
      while (json.nextToken() != JsonToken.END_ARRAY) {
        expect(json.currentToken() == JsonToken.START_OBJECT, "a message is an object");
        message(json);
      }
    }

    private void message(JsonParser json) throws IOException {
      String role = null;
      String content = "";
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "role" -> role = string(name, json);
          case "content" -> content = content(json);
          default -> json.skipChildren();
        }
      }
      expect(role != null && ROLES.contains(role), "the role of a message is one of " + roles());
      messages++;
      asked += MarkovChain.count(content);
      if (role.equals("user")) {
        question = content;
      }
    }

    private static String roles() {
      return String.join(", ", ROLES.stream().sorted().toList());
    }

    /** A text, or parts of which those that are text count. */
    private static String content(JsonParser json) throws IOException {
      if (json.currentToken() == JsonToken.VALUE_NULL) {
        return "";
      }
      if (json.currentToken() != JsonToken.START_ARRAY) {
        return string("content", json);
      }
      StringBuilder all = new StringBuilder();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        expect(json.currentToken() == JsonToken.START_OBJECT, "a part of a content is an object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean isText = json.currentName().equals("text");
          json.nextToken();
          if (isText) {
            all.append(string("text", json)).append(' ');
          } else {
            json.skipChildren();
          }
        }
      }
      return all.toString();
    }

    private void streamOptions(JsonParser json) throws IOException {
      expect(json.currentToken() == JsonToken.START_OBJECT, "stream_options is an object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isUsage = json.currentName().equals("include_usage");
        json.nextToken();
        if (isUsage) {
          withUsage = bool("include_usage", json);
        } else {
          json.skipChildren();
        }
      }
    }

    private static List<String> stops(JsonParser json) throws IOException {
      List<String> all = new ArrayList<>();
      if (json.currentToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          all.add(string("stop", json));
          expect(all.size() <= MOST_STOPS, "stop has at most " + MOST_STOPS + " texts");
        }
      } else {
        all.add(string("stop", json));
      }
      expect(
          all.stream().noneMatch(stop -> stop.isEmpty() || stop.length() > MOST_STOP_LENGTH),
          "a text of stop has from 1 to " + MOST_STOP_LENGTH + " characters");
      return all;
    }

    CompletionRequest request() {
      expect(model != null, "model is missing; GET /v1/models lists them");
      expect(messages > 0, "messages is missing or empty");
      return new CompletionRequest(
          model, question, asked, stream, withUsage, maxTokens, seed, stops);
    }

    private static String string(String name, JsonParser json) throws IOException {
      expect(json.currentToken() == JsonToken.VALUE_STRING, name + " is a string");
      return json.getText();
    }

    private static boolean bool(String name, JsonParser json) {
      expect(json.currentToken().isBoolean(), name + " is true or false");
      return json.currentToken() == JsonToken.VALUE_TRUE;
    }

    private static long whole(String name, long least, long most, JsonParser json)
        throws IOException {
      boolean fits =
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
              && json.getLongValue() >= least
              && json.getLongValue() <= most;
      expect(fits, name + " is a whole number from " + least + " to " + most);
      return json.getLongValue();
    }

    private static void expect(boolean holds, String what) {
      if (!holds) {
        throw new IllegalArgumentException(what);
      }
    }
  }
}
