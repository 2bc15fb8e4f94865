// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import java.util.List;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpError;

/** A request's body while it comes, by its length or in chunks (RFC 9112 section 6). */
final class IncomingBody {
  private final BodySink sink;

  /** Null when the length is told ahead. */
  private final ChunkedBody chunks;

  private long left;
  private long received;

  /**
   * @param length bytes, or -1 when it comes in chunks
   * @param most bytes that it may have
   * @param framing bytes that chunks may have besides
   */
  IncomingBody(BodySink sink, long length, long most, int framing) {
    this.sink = sink;
    left = length;
    chunks = length < 0 ? new ChunkedBody(framing, most) : null;
  }

  /**
   * Takes what it can of {@code bytes[from, to)}.
   *
   * @return where it stopped: at {@code to}, behind the body's last byte, or where the sink did
   */
  int take(byte[] bytes, int from, int to) throws HttpError {
    int end;
    if (chunks != null) {
      end = chunks.take(bytes, from, to, sink);
    } else {
      int most = (int) Math.min(left, to - from);
      end = from + sink.take(bytes, from, from + most);
      left -= end - from;
    }
    received += end - from;
    return end;
  }

  boolean isComplete() {
    return chunks != null ? chunks.isComplete() : left == 0;
  }

  List<Field> trailers() {
    return chunks != null ? chunks.trailers() : List.of();
  }

  BodySink sink() {
    return sink;
  }

  /** Bytes that came since its time began, framing and all. */
  long received() {
    return received;
  }

  /** Its time begins anew. */
  void restartTime() {
    received = 0;
  }

  int kept() {
    return sink.kept();
  }
}
