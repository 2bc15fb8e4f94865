// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.regex.Pattern;

/** What a body is (RFC 9110 section 8.3): any type, as the field it is sent by. Immutable. */
public final class MediaType {
  private static final Pattern SHAPE =
      Pattern.compile("[\\w!#$%&'*+.^`|~-]+/[\\w!#$%&'*+.^`|~-]+([ \\t]*;.*)?");

  public static final MediaType TEXT = new MediaType("text/plain");
  public static final MediaType HTML = new MediaType("text/html; charset=utf-8");
  public static final MediaType JSON = new MediaType("application/json");

  /** An error as JSON, RFC 9457. */
  public static final MediaType PROBLEM = new MediaType("application/problem+json");

  /** Server-sent events. */
  public static final MediaType EVENTS = new MediaType("text/event-stream");

  public static final MediaType BYTES = new MediaType("application/octet-stream");

  private final Field field;

  private MediaType(String text) {
    field = new Field("Content-Type", text);
  }

  /**
   * A type that is none of the constants; whoever uses it often keeps it.
   *
   * @param text type and subtype, maybe with parameters
   * @throws IllegalArgumentException when it is not
   */
  public static MediaType of(String text) {
    if (!SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException("a media type is 'type/subtype', not '" + text + "'");
    }
    return new MediaType(text);
  }

  public Field field() {
    return field;
  }

  @Override
  public String toString() {
    return field.value();
  }
}
