// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.Output;

/** Writes frames. */
public final class FrameWriter {
  private FrameWriter() {}

  /** Writes the head of a frame, whose payload is appended behind it. */
  public static void head(int length, int type, int flags, int stream, Output out) {
    out.put((byte) (length >> 16));
    out.put((byte) (length >> 8));
    out.put((byte) length);
    out.put((byte) type);
    out.put((byte) flags);
    int32(stream, out);
  }

  /** Writes the head of a frame that stands at {@code at} of the output already, over its place. */
  public static void overwrite(int at, int length, int type, int flags, int stream, Output out) {
    byte[] bytes = out.array();
    int p = out.offset() + at;
    bytes[p] = (byte) (length >> 16);
    bytes[p + 1] = (byte) (length >> 8);
    bytes[p + 2] = (byte) length;
    bytes[p + 3] = (byte) type;
    bytes[p + 4] = (byte) flags;
    bytes[p + 5] = (byte) (stream >> 24);
    bytes[p + 6] = (byte) (stream >> 16);
    bytes[p + 7] = (byte) (stream >> 8);
    bytes[p + 8] = (byte) stream;
  }

  /** Makes frames of the block of fields that stands behind {@code at} and room for a head. */
  public static void fields(int at, boolean last, int stream, Output out) {
    int size = out.size() - at - FrameType.HEAD_BYTES;
    int flags = last ? FrameType.END_STREAM : 0;
    if (size <= FrameType.MOST_BYTES) {
      overwrite(at, size, FrameType.HEADERS, flags | FrameType.END_HEADERS, stream, out);
      return;
    }
    overwrite(at, FrameType.MOST_BYTES, FrameType.HEADERS, flags, stream, out);
    byte[] head = new byte[FrameType.HEAD_BYTES];
    int place = at + FrameType.HEAD_BYTES + FrameType.MOST_BYTES;
    for (int left = size - FrameType.MOST_BYTES; left > 0; ) {
      int length = Math.min(left, FrameType.MOST_BYTES);
      left -= length;
      out.insert(place, head, 0, head.length);
      int end = left == 0 ? FrameType.END_HEADERS : 0;
      overwrite(place, length, FrameType.CONTINUATION, end, stream, out);
      place += head.length + length;
    }
  }

  public static void reset(int stream, ErrorCode code, Output out) {
    head(4, FrameType.RST_STREAM, 0, stream, out);
    int32(code.ordinal(), out);
  }

  public static void windowUpdate(int stream, int increment, Output out) {
    head(4, FrameType.WINDOW_UPDATE, 0, stream, out);
    int32(increment, out);
  }

  /**
   * @param bytes has eight of them from {@code from} on
   */
  public static void ping(boolean answer, byte[] bytes, int from, Output out) {
    head(8, FrameType.PING, answer ? FrameType.ACK : 0, 0, out);
    out.put(bytes, from, 8);
  }

  /**
   * @param last the highest stream that is, or may be, worked on
   * @param reason for people, in US-ASCII
   */
  public static void goAway(int last, ErrorCode code, String reason, Output out) {
    byte[] text = reason.getBytes(US_ASCII);
    head(8 + text.length, FrameType.GOAWAY, 0, 0, out);
    int32(last, out);
    int32(code.ordinal(), out);
    out.put(text);
  }

  public static void settingsAcknowledged(Output out) {
    head(0, FrameType.SETTINGS, FrameType.ACK, 0, out);
  }

  /**
   * @param pairs a setting's number and its value, in turn
   */
  public static void settings(Output out, int... pairs) {
    head(pairs.length * 3, FrameType.SETTINGS, 0, 0, out);
    for (int i = 0; i < pairs.length; i += 2) {
      out.put((byte) (pairs[i] >> 8));
      out.put((byte) pairs[i]);
      int32(pairs[i + 1], out);
    }
  }

  private static void int32(int value, Output out) {
    out.put((byte) (value >> 24));
    out.put((byte) (value >> 16));
    out.put((byte) (value >> 8));
    out.put((byte) value);
  }
}
