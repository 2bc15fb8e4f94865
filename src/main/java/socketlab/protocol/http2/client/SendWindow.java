// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import socketlab.protocol.Output;
import socketlab.protocol.hpack.HpackEncoder;
import socketlab.protocol.http2.frame.ConnectionError;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;

/**
 * What a client sends, and how much of it the server takes: a window for the connection and one for
 * each stream (RFC 9113 section 5.2). Not thread-safe.
 */
final class SendWindow {
  private static final byte[] FRAME_HEAD = new byte[FrameType.HEAD_BYTES];

  private final ClientStreams streams;
  private int window = PeerSettings.WINDOW;

  /** The next block of fields is to say that the encoder uses no table. */
  private boolean tableIsTold = true;

  private boolean hasTold;

  SendWindow(ClientStreams streams) {
    this.streams = streams;
  }

  // What is sent.

  void request(RequestBlock request, boolean last, int id, Output out) {
    int at = out.size();
    out.put(FRAME_HEAD);
    if (!tableIsTold) {
      tableIsTold = true;
      hasTold = true;
      out.put(HpackEncoder.NO_TABLE);
    }
    request.put(out);
    FrameWriter.fields(at, last, id, out);
  }

  /** Writes frames of a body as far as windows go; how many bytes of it. */
  int data(ClientStream stream, byte[] bytes, int from, int to, boolean last, Output out) {
    int at = from;
    do {
      int windows = Math.max(0, Math.min(window, stream.sendWindow));
      int size = Math.min(Math.min(windows, FrameType.MOST_BYTES), to - at);
      if (size == 0 && at < to) {
        stream.waits = true;
        return at - from;
      }
      stream.localEnded = last && at + size == to;
      if (size > 0 || stream.localEnded) {
        int flags = stream.localEnded ? FrameType.END_STREAM : 0;
        FrameWriter.head(size, FrameType.DATA, flags, stream.id, out);
        out.put(bytes, at, size);
      }
      at += size;
      window -= size;
      stream.sendWindow -= size;
    } while (at < to);
    stream.waits = false;
    return to - from;
  }

  /** The server's table is smaller than is usual, and it waits to hear that the encoder knows. */
  void tellTable() {
    tableIsTold = hasTold;
  }

  // What the server takes.

  /** The server takes so many bytes more on the connection. */
  void open(int increment) throws ConnectionError {
    if (increment == 0) {
      throw ConnectionError.protocol("a window is opened by 0 bytes");
    }
    if (window > FrameType.LARGEST - increment) {
      throw tooLarge();
    }
    window += increment;
    streams.forEachAbove(0, SendWindow::goOn);
  }

  /** Likewise on a stream. */
  void open(ClientStream stream, int change) throws ConnectionError {
    long after = (long) stream.sendWindow + change;
    if (after > FrameType.LARGEST) {
      throw tooLarge();
    }
    stream.sendWindow = (int) after;
    goOn(stream);
  }

  /** Likewise on every stream; {@code change} may be below 0. */
  void change(int change) throws ConnectionError {
    if (change == 0) {
      return;
    }
    boolean[] fits = {true};
    streams.forEachAbove(
        0,
        stream -> {
          long after = (long) stream.sendWindow + change;
          fits[0] &= after <= FrameType.LARGEST;
          stream.sendWindow = (int) Math.min(after, FrameType.LARGEST);
          goOn(stream);
        });
    if (!fits[0]) {
      throw tooLarge();
    }
  }

  private static void goOn(ClientStream stream) {
    if (stream.waits && stream.sendWindow > 0) {
      stream.waits = false;
      stream.target.writable();
    }
  }

  private static ConnectionError tooLarge() {
    return new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "a window is above 2^31-1");
  }
}
