// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.kept;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Locale;
import socketlab.protocol.events.EventText;
import socketlab.protocol.websocket.PreparedMessage;

/**
 * What was published once, and the bytes by which it leaves: each form is made when the first
 * subscriber wants it, and shared by all. Thread-safe; two threads may make a form at once, and
 * then one of the two is kept.
 */
public final class Message {
  /** The type of an event whose data is Base64. */
  public static final String BASE64 = "base64";

  /** Bytes of memory that a message takes beside its data, about. */
  private static final int OVERHEAD = 120;

  private final long offset;
  private final long at;
  private final String type;
  private final byte[] data;
  private volatile byte[] event;
  private volatile PreparedMessage frame;
  private volatile byte[] json;

  /**
   * @param at when it was published, by {@link System#currentTimeMillis}
   * @param type its media type
   * @param data not to be changed any more
   */
  public Message(long offset, long at, String type, byte[] data) {
    this.offset = offset;
    this.at = at;
    this.type = type;
    this.data = data;
  }

  public long offset() {
    return offset;
  }

  public long at() {
    return at;
  }

  public String type() {
    return type;
  }

  /** Not to be changed. */
  public byte[] data() {
    return data;
  }

  /** Bytes of memory that it takes with one of its forms, about. */
  public int cost() {
    return OVERHEAD + 2 * data.length;
  }

  /** As an event, whose id is the offset; not to be changed. */
  public byte[] event() {
    byte[] made = event;
    if (made == null) {
      String id = Long.toString(offset);
      String text = text();
      made =
          text != null
              ? EventText.of(id, null, text)
              : EventText.of(id, BASE64, Base64.getEncoder().encodeToString(data));
      event = made;
    }
    return made;
  }

  /** As a WebSocket's message, of text or of bytes. */
  public PreparedMessage frame() {
    PreparedMessage made = frame;
    if (made == null) {
      made = text() != null ? PreparedMessage.text(data) : PreparedMessage.binary(data);
      frame = made;
    }
    return made;
  }

  /** As a JSON object, in UTF-8; not to be changed. */
  public byte[] json() {
    byte[] made = json;
    if (made == null) {
      made = (jsonBegin() + '}').getBytes(UTF_8);
      json = made;
    }
    return made;
  }

  /** Likewise, without the brace at its end, so that more may stand behind. */
  public String jsonBegin() {
    JsonStringEncoder encoder = JsonStringEncoder.getInstance();
    StringBuilder object = new StringBuilder(data.length + 64);
    object.append("{\"offset\":").append(offset).append(",\"type\":\"");
    encoder.quoteAsString(type, object);
    String text = text();
    if (text != null) {
      object.append("\",\"data\":\"");
      encoder.quoteAsString(text, object);
    } else {
      object.append("\",\"base64\":\"").append(Base64.getEncoder().encodeToString(data));
    }
    return object.append('"').toString();
  }

  /** The data as text, or null where it is none: it is no UTF-8, or its type says so. */
  private String text() {
    String lower = type.toLowerCase(Locale.ROOT);
    if (lower.startsWith("application/octet-stream")
        || lower.startsWith("image/")
        || lower.startsWith("audio/")
        || lower.startsWith("video/")) {
      return null;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
