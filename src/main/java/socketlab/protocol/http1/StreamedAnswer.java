// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.Output;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;

/**
 * A body on its way out: its producer is asked for a piece as long as there is room, and the piece
 * is framed where it stands, so a quiet stream holds no buffer. Confined to the connection's
 * thread.
 */
final class StreamedAnswer {
  /** The length of a body that goes in chunks. */
  static final long CHUNKED = -1;

  /** The length of a body that ends with the connection, for HTTP/1.0. */
  static final long UNTIL_CLOSE = -2;

  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = "0\r\n".getBytes(US_ASCII);

  /** Digits of a chunk's size, with a line end. */
  private static final int SIZE_LINE = 10;

  private final BodyProducer producer;

  /** Bytes still to come, or {@link #CHUNKED}, or {@link #UNTIL_CLOSE}. */
  private long left;

  private boolean wantsRoom;

  StreamedAnswer(BodyProducer producer, long length) {
    this.producer = producer;
    left = length;
  }

  BodyProducer producer() {
    return producer;
  }

  /** True when there is more as soon as the output has room. */
  boolean wantsRoom() {
    return wantsRoom;
  }

  /**
   * Writes until the output is full, or there is no more.
   *
   * @return true when it has ended
   */
  boolean pump(Output out) {
    wantsRoom = false;
    while (left != 0 && !out.isFull()) {
      switch (piece(out)) {
        case MORE -> {}
        case LATER -> {
          return left == 0;
        }
        case END -> {
          end(out);
          return true;
        }
      }
    }
    wantsRoom = left != 0;
    return left == 0;
  }

  private BodyProducer.Next piece(Output out) {
    int before = out.size();
    int room = Output.HIGH_WATER - before;
    int most = left >= 0 ? (int) Math.min(left, room) : room;
    try {
      BodyProducer.Next next = producer.produce(out, most);
      int made = out.size() - before;
      if (made < 0 || made > most) {
        throw new IllegalStateException(
            "a producer was asked for at most " + most + " bytes and made " + made);
      }
      if (left > 0) {
        left -= made;
      } else if (left == CHUNKED && made > 0) {
        frame(made, before, out);
      }
      return next;
    } catch (Throwable e) {
      // What it made is not framed, and so is no part of the body.
      out.truncate(Math.min(before, out.size()));
      throw e;
    }
  }

  /** Makes a chunk of the last {@code size} bytes. */
  private static void frame(int size, int at, Output out) {
    byte[] line = new byte[SIZE_LINE];
    int from = SIZE_LINE - CRLF.length;
    line[from] = '\r';
    line[from + 1] = '\n';
    for (int rest = size; rest > 0; rest >>= 4) {
      line[--from] = (byte) Character.forDigit(rest & 0xf, 16);
    }
    out.insert(at, line, from, SIZE_LINE - from);
    out.put(CRLF);
  }

  private void end(Output out) {
    if (left > 0) {
      throw new IllegalStateException("a producer ended " + left + " bytes short of its length");
    }
    if (left == CHUNKED) {
      out.put(LAST_CHUNK);
      for (Field trailer : producer.trailers()) {
        out.put(trailer.line());
      }
      out.put(CRLF);
    }
  }
}
