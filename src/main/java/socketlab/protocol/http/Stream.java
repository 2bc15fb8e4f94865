// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import socketlab.protocol.Output;

/**
 * A {@link BodyStream} on its way out: asked for a piece as long as there is room, framed as the
 * peer knows.
 */
final class Stream {
  private final BodyStream body;
  private final boolean untilClose;
  private final Output piece = new Output(8 * 1024);

  /**
   * @param untilClose without chunks, for HTTP/1.0
   */
  Stream(BodyStream body, boolean untilClose) {
    this.body = body;
    this.untilClose = untilClose;
  }

  /** Writes until the output is full, and says how it goes on. */
  BodyStream.Next pump(Output out) {
    while (!out.isFull()) {
      BodyStream.Next next = body.produce(piece);
      if (untilClose) {
        out.putAll(piece);
      } else if (!piece.isEmpty()) {
        HttpResponse.chunk(piece.array(), piece.offset(), piece.size(), out);
        piece.clear();
      }
      if (next == BodyStream.Next.END && !untilClose) {
        HttpResponse.lastChunk(out);
      }
      if (next != BodyStream.Next.MORE) {
        return next;
      }
    }
    return BodyStream.Next.MORE;
  }

  BodyStream body() {
    return body;
  }
}
