// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.IntConsumer;
import socketlab.protocol.Output;
import socketlab.protocol.hpack.HpackEncoder;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;

/**
 * Answers on their way out: each stream that has something to send gets its turn, of one frame, as
 * long as there is room. What it may send is bounded by two windows that the peer opens, the
 * stream's and the connection's (RFC 9113 section 5.2). Confined to the connection's thread.
 *
 * <pre>
 *   add ─▶ line ─ turn ─▶ head, or one frame of data ─▶ the line again · waits for its producer · ended
 *            ▲              │
 *            │              └─ no window ─▶ stalled
 *            └──────── the peer opens one ─────┘
 * </pre>
 */
final class DataScheduler {
  private static final byte[] FRAME_HEAD = new byte[FrameType.HEAD_BYTES];
  private static final byte[] NO_TABLE = {HpackEncoder.NO_TABLE};

  /** What it tells of its streams. */
  interface Owner {
    /** The answer has left as a whole. */
    void sentAll(Http2Stream stream, Output out);

    /** A part of it has left, or has been asked for. */
    void sentSome(Http2Stream stream, Output out);

    /** Its producer has failed. */
    void failed(Http2Stream stream, Throwable e, Output out);

    long now();
  }

  private final Owner owner;

  /** Told how many bytes of data have left. */
  private final IntConsumer sent;

  private final ArrayDeque<Http2Stream> line = new ArrayDeque<>();

  /** Those that the connection's window stopped. */
  private final ArrayDeque<Http2Stream> starved = new ArrayDeque<>();

  /** The connection's, in bytes. */
  private int window;

  /** The next block of fields is to say that the encoder uses no table. */
  private boolean tableIsTold = true;

  DataScheduler(Owner owner, int window, IntConsumer sent) {
    this.owner = owner;
    this.window = window;
    this.sent = sent;
  }

  /** True when there is more to write as soon as the output has room. */
  boolean wantsRoom() {
    return !line.isEmpty();
  }

  /** Streams that wait for the connection's window. */
  int starvedCount() {
    return starved.size();
  }

  /** This stream has something to send, or may have. */
  void add(Http2Stream stream) {
    if (!stream.queued) {
      stream.queued = true;
      line.add(stream);
    }
  }

  /** Lets leave what may. */
  void pump(Output out) {
    while (!out.isFull() && !line.isEmpty()) {
      Http2Stream stream = line.poll();
      stream.queued = false;
      if (stream.state != StreamState.CLOSED
          && stream.state != StreamState.HALF_CLOSED_LOCAL
          && stream.mayLeave()) {
        turn(stream, out);
      }
    }
  }

  private void turn(Http2Stream stream, Output out) {
    if (!stream.begun) {
      int at = out.size();
      Output own = stream.output();
      int size = stream.response.headSize();
      out.put(own.array(), own.offset(), size);
      own.sent(size);
      headLeaves(at, out);
      stream.beginBody();
      if (stream.response.isWhole()) {
        owner.sentAll(stream, out);
        return;
      }
    }
    int at = out.size();
    try {
      data(stream, at, out);
    } catch (Throwable e) {
      out.truncate(Math.min(at, out.size()));
      owner.failed(stream, e, out);
    }
  }

  private void data(Http2Stream stream, int at, Output out) {
    Output own = stream.output();
    int windows = Math.min(window, stream.sendWindow);
    if (windows <= 0) {
      // Whether there is more can be told without a window; a byte of it is kept.
      BodyProducer.Next next = own.isEmpty() && !stream.hasSentAll() ? ask(stream, own, 1) : null;
      if (!stream.hasSentAll()) {
        if (next == BodyProducer.Next.LATER && own.isEmpty()) {
          return;
        }
        stall(stream);
        owner.sentSome(stream, out);
        return;
      }
    }
    out.put(FRAME_HEAD);
    int most = Math.clamp(windows, 0, FrameType.MOST_BYTES);
    int size = Math.min(own.size(), most);
    out.put(own.array(), own.offset(), size);
    own.sent(size);
    BodyProducer.Next next = BodyProducer.Next.MORE;
    if (own.isEmpty() && !stream.hasSentAll() && size < most) {
      int room = Math.max(1, Output.HIGH_WATER - out.size());
      next = ask(stream, out, Math.min(most - size, room));
      size = out.size() - at - FrameType.HEAD_BYTES;
    }
    boolean all = stream.hasSentAll();
    List<Field> trailers =
        all && stream.produced && stream.producer != null ? stream.producer.trailers() : List.of();
    if (size == 0 && (!all || !trailers.isEmpty())) {
      out.truncate(at);
    } else {
      int flags = all && trailers.isEmpty() ? FrameType.END_STREAM : 0;
      FrameWriter.overwrite(at, size, FrameType.DATA, flags, stream.id, out);
      spend(stream, size);
    }
    if (all) {
      trailers(stream, trailers, out);
      stream.producer = null;
      owner.sentAll(stream, out);
      return;
    }
    if (next != BodyProducer.Next.LATER) {
      add(stream);
    }
    owner.sentSome(stream, out);
  }

  /** Has the producer make some bytes, at most so many. */
  private static BodyProducer.Next ask(Http2Stream stream, Output out, int most) {
    int before = out.size();
    int wanted = stream.left >= 0 ? (int) Math.min(stream.left, most) : most;
    BodyProducer.Next next = stream.producer.produce(out, wanted);
    int made = out.size() - before;
    if (made < 0 || made > wanted) {
      throw new IllegalStateException(
          "a producer was asked for at most " + wanted + " bytes and made " + made);
    }
    if (stream.left >= 0) {
      stream.left -= made;
    }
    if (next == BodyProducer.Next.END) {
      if (stream.left > 0) {
        throw new IllegalStateException(
            "a producer ended " + stream.left + " bytes short of its length");
      }
      stream.produced = true;
    }
    return next;
  }

  private void trailers(Http2Stream stream, List<Field> trailers, Output out) {
    if (trailers.isEmpty()) {
      return;
    }
    int at = out.size();
    out.put(FRAME_HEAD);
    for (Field trailer : trailers) {
      if (!trailer.isFraming()) {
        out.put(trailer.compact());
      }
    }
    FrameWriter.fields(at, true, stream.id, out);
    headLeaves(at, out);
  }

  // Straight to the output.

  /** Writes 100 (Continue): the peer may send its body (RFC 9110 section 15.2.1). */
  void sendContinue(Http2Stream stream, Output out) {
    int at = out.size();
    out.put(FRAME_HEAD);
    HpackEncoder.status(Status.CONTINUE.code(), out);
    FrameWriter.fields(at, false, stream.id, out);
    headLeaves(at, out);
  }

  /** Writes frames of a body as far as windows go; how many bytes of it. */
  int sendDirect(Http2Stream stream, byte[] body, int from, int length, Output out) {
    int done = 0;
    while (done < length) {
      int windows = Math.min(window, stream.sendWindow);
      int size = Math.min(length - done, Math.min(windows, FrameType.MOST_BYTES));
      if (size <= 0) {
        break;
      }
      int flags = done + size == length ? FrameType.END_STREAM : 0;
      FrameWriter.head(size, FrameType.DATA, flags, stream.id, out);
      out.put(body, from + done, size);
      done += size;
      spend(stream, size);
    }
    return done;
  }

  /** So many bytes have not been sent after all. */
  void undo(Http2Stream stream, int size) {
    spend(stream, -size);
  }

  private void spend(Http2Stream stream, int size) {
    window -= size;
    stream.sendWindow -= size;
    sent.accept(size);
  }

  // Windows.

  private void stall(Http2Stream stream) {
    if (!stream.stalled) {
      // Who has more to say meanwhile gives the peer no more time.
      stream.stalled = true;
      stream.stalledSince = owner.now();
    }
    if (stream.sendWindow > 0 && !stream.starved) {
      stream.starved = true;
      starved.add(stream);
    }
  }

  /** It has ended: who resets many must not have their answers kept here. */
  void forget(Http2Stream stream) {
    if (stream.starved) {
      stream.starved = false;
      starved.remove(stream);
    }
    if (stream.queued) {
      stream.queued = false;
      line.remove(stream);
    }
  }

  /** The peer takes so many bytes more on the connection; false when its window is too large. */
  boolean open(int increment) {
    if (window > FrameType.LARGEST - increment) {
      return false;
    }
    window += increment;
    while (!starved.isEmpty()) {
      Http2Stream stream = starved.poll();
      stream.starved = false;
      goOn(stream);
    }
    return true;
  }

  /** Likewise on a stream; {@code change} may be below 0. */
  boolean open(Http2Stream stream, int change) {
    long after = (long) stream.sendWindow + change;
    if (after > FrameType.LARGEST) {
      return false;
    }
    stream.sendWindow = (int) after;
    if (after > 0) {
      goOn(stream);
    }
    return true;
  }

  private void goOn(Http2Stream stream) {
    if (stream.stalled) {
      stream.stalled = false;
      add(stream);
    }
  }

  // The encoder's table.

  /** The peer waits to hear that the encoder has made its table smaller; it never had one. */
  void tellTable() {
    tableIsTold = false;
  }

  /**
   * A block of fields stands at {@code at} of the output, as frames.
   *
   * @return true when the peer has been told by it
   */
  boolean headLeaves(int at, Output out) {
    if (tableIsTold) {
      return false;
    }
    byte[] bytes = out.array();
    int p = out.offset() + at;
    int size = (bytes[p] & 0xff) << 16 | (bytes[p + 1] & 0xff) << 8 | bytes[p + 2] & 0xff;
    if (size < FrameType.MOST_BYTES) {
      tableIsTold = true;
      int stream = id(bytes, p + 5);
      FrameWriter.overwrite(at, size + 1, bytes[p + 3], bytes[p + 4], stream, out);
      out.insert(at + FrameType.HEAD_BYTES, NO_TABLE, 0, 1);
    }
    return tableIsTold;
  }

  private static int id(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }
}
