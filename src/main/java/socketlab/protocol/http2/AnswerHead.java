// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.Arrays;
import socketlab.protocol.Output;
import socketlab.protocol.hpack.HpackEncoder;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.request.Http2Request;

/**
 * The head of an answer: what the handler says of it, until it is written as frames. Used by the
 * thread that gives the answer.
 */
final class AnswerHead {
  /** The length of a body whose end is told by its end. */
  static final long UNTOLD = -1;

  private static final byte[] FRAME_HEAD = new byte[FrameType.HEAD_BYTES];

  /** What goes with 503: when to try again, in seconds. */
  private static final Field RETRY_AFTER = new Field("Retry-After", "1");

  private MediaType type;
  private Field[] fields;
  private int count;
  private boolean typeOfRequest;

  void clear() {
    type = null;
    typeOfRequest = false;
    count = 0;
    // Few answers have any, and to look is cheaper than to write.
    if (fields != null) {
      fields = null;
    }
  }

  void type(MediaType type) {
    this.type = type;
  }

  void typeOfRequest() {
    typeOfRequest = true;
  }

  /**
   * @throws IllegalArgumentException when the field is of the carrier
   */
  void add(Field field) {
    if (field.isFraming()) {
      throw new IllegalArgumentException("the carrier sets " + field.name());
    }
    if (field.isNamed("upgrade")) {
      // RFC 9113 section 8.2.2: it says something of connections of HTTP/1.1.
      return;
    }
    if (fields == null) {
      fields = new Field[4];
    } else if (count == fields.length) {
      fields = Arrays.copyOf(fields, 2 * count);
    }
    fields[count++] = field;
  }

  /** The body will be a text for people that says why; the fields of the handler are forgotten. */
  void explain(Status status) {
    clear();
    type = MediaType.TEXT;
    if (status == Status.SERVICE_UNAVAILABLE) {
      add(RETRY_AFTER);
    }
  }

  /**
   * Writes it.
   *
   * @param date or null
   * @param length of the body, or {@link #UNTOLD}
   * @param last whether no body follows
   */
  void write(
      Status status,
      Field date,
      long length,
      boolean last,
      Http2Request request,
      int stream,
      Output out) {
    int at = out.size();
    out.put(FRAME_HEAD);
    HpackEncoder.status(status.code(), out);
    if (date != null) {
      out.put(date.compact());
    }
    if (type != null) {
      out.put(type.field().compact());
    } else if (typeOfRequest) {
      typeOf(request, out);
    }
    for (int i = 0; i < count; i++) {
      out.put(fields[i].compact());
    }
    if (length != UNTOLD) {
      HpackEncoder.contentLength(length, out);
    }
    FrameWriter.fields(at, last, stream, out);
  }

  private static void typeOf(Http2Request request, Output out) {
    int field = request.find("content-type");
    if (field != Http2Request.NONE) {
      HpackEncoder.literal(
          "content-type",
          request.block.bytes(),
          request.block.value(field),
          request.block.valueEnd(field),
          out);
    }
  }

  /** Writes the head of an answer that comes before the answer. */
  static void interim(Status status, Field[] fields, int stream, Output out) {
    int at = out.size();
    out.put(FRAME_HEAD);
    HpackEncoder.status(status.code(), out);
    for (Field field : fields) {
      if (!field.isFraming()) {
        out.put(field.compact());
      }
    }
    FrameWriter.fields(at, false, stream, out);
  }
}
