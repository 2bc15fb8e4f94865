// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import socketlab.protocol.http.Request;

/**
 * A JSON object of texts and whole numbers, as a request's body. Read strictly: what two readers
 * could read in two ways, such as a name that comes twice, is refused, and so is a name that nobody
 * asked for. Whatever is wrong is an {@link IllegalArgumentException} in one line.
 */
public final class FlatJson {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Map<String, Object> values = new HashMap<>();

  private FlatJson() {}

  /**
   * Reads the body.
   *
   * @param names all that it may have
   */
  public static FlatJson of(Request request, List<String> names) {
    return of(request.body(), request.bodyOffset(), request.bodyLength(), names);
  }

  /** Likewise, of bytes from elsewhere. */
  public static FlatJson of(byte[] bytes, int from, int length, List<String> names) {
    FlatJson json = new FlatJson();
    try (JsonParser parser = JSON.createParser(bytes, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("the body is a JSON object with " + names);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (!names.contains(name)) {
          throw new IllegalArgumentException("the body has " + names + ", and not '" + name + "'");
        }
        json.values.put(name, value(name, parser));
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("the body is one JSON object, and nothing behind it");
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the body is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is not JSON in UTF-8: " + e.getMessage(), e);
    }
    return json;
  }

  private static Object value(String name, JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          ? parser.getBigIntegerValue()
          : (Object) parser.getLongValue();
    }
    throw new IllegalArgumentException(name + " is a text or a whole number");
  }

  /** The text of this name, which has to be there. */
  public String text(String name) {
    if (values.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + " is missing, or no text");
  }

  /** The number of this name, which has to be there and in its range. */
  public long number(String name, long least, long most) {
    if (values.get(name) instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw new IllegalArgumentException(name + " is a whole number from " + least + " to " + most);
  }
}
