// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import socketlab.protocol.Output;
import socketlab.protocol.hpack.FieldBlock;
import socketlab.protocol.hpack.HpackDecoder;
import socketlab.protocol.hpack.HpackError;
import socketlab.protocol.http2.client.StreamFailure.Kind;
import socketlab.protocol.http2.frame.ConnectionError;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameTarget;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;

/**
 * What a server's frames mean: answers, and what it says of windows, settings and its leaving. A
 * malformed answer costs that request, a fault of the connection all of them. Confined to the
 * connection's thread.
 */
final class ResponseFrames implements FrameTarget {
  private final ClientLimits limits;
  private final ClientStreams streams;
  private final SendWindow sending;
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE_SIZE);
  private final FieldBlock block = new FieldBlock();
  private final PeerSettings settings = new PeerSettings();

  /** Valid while the connection takes bytes. */
  private Output out;

  /** Bytes that the server may still send on the connection. */
  private int window;

  /** Bytes that are consumed, and of which it does not know yet. */
  private int untold;

  /** The stream whose data comes, which may have ended since; and whether it ends with that. */
  private int current;

  private boolean currentIsLast;

  /** The highest that has begun. */
  private int begun;

  /** The highest that was cancelled: frames of it and of those before may be on their way. */
  private int cancelled;

  private boolean leaving;

  ResponseFrames(ClientLimits limits, ClientStreams streams, SendWindow sending) {
    this.limits = limits;
    this.streams = streams;
    this.sending = sending;
    window = limits.connectionWindow();
  }

  /** Where acknowledgements go while bytes are taken; null in between. */
  void answersTo(Output out) {
    this.out = out;
  }

  PeerSettings settings() {
    return settings;
  }

  /** True when the server begins no more answers than those under way. */
  boolean isLeaving() {
    return leaving;
  }

  void began(int id) {
    begun = id;
  }

  // Answers.

  @Override
  public void headers(int id, byte[] bytes, int from, int to, boolean last, boolean dependsOnItself)
      throws ConnectionError {
    block.begin(limits.headerBytes());
    try {
      decoder.decode(bytes, from, to, block);
    } catch (HpackError e) {
      throw new ConnectionError(ErrorCode.COMPRESSION_ERROR, e.getMessage());
    }
    ClientStream stream = open(id);
    if (stream == null) {
      return;
    }
    if (stream.headRead) {
      trailers(stream, last);
      return;
    }
    int status = ResponseRules.status(block);
    long length = status < 0 ? -1 : ResponseRules.contentLength(block);
    if (status < 0 || length < -1) {
      fault(
          stream,
          block.isTooLarge()
              ? "the fields of an answer are longer than " + limits.headerBytes() + " bytes"
              : "an answer's head is malformed");
    } else if (status >= 200) {
      stream.headRead = true;
      stream.contentLength = stream.isHead || status == 304 ? -1 : length;
      stream.target.head(status, block);
      if (last) {
        ended(id);
      }
    } else if (last) {
      fault(stream, "an answer ends before its status has come");
    } else {
      stream.target.interim(status, block);
    }
  }

  private void trailers(ClientStream stream, boolean last) {
    if (!last || !ResponseRules.isTrailer(block)) {
      fault(stream, "an answer's trailer is malformed");
      return;
    }
    int id = stream.id;
    stream.target.trailers(block);
    ended(id);
  }

  @Override
  public void data(int id, int length, int padding, boolean last) throws ConnectionError {
    if (length > window) {
      throw new ConnectionError(
          ErrorCode.FLOW_CONTROL_ERROR, "there is more data than the connection's window");
    }
    window -= length;
    current = id;
    currentIsLast = last;
    ClientStream stream = open(id);
    if (stream == null) {
      consumed(null, padding, out);
      return;
    }
    if (length > stream.receiveWindow) {
      throw new ConnectionError(
          ErrorCode.FLOW_CONTROL_ERROR, "there is more data than a stream's window");
    }
    stream.receiveWindow -= length;
    consumed(stream, padding, out);
    if (!stream.headRead) {
      fault(stream, "an answer's body comes before its status");
    }
  }

  @Override
  public void dataBytes(byte[] bytes, int from, int to) {
    ClientStream stream = streams.get(current);
    if (stream == null) {
      consumed(null, to - from, out);
      return;
    }
    stream.received += to - from;
    if (stream.contentLength >= 0 && stream.received > stream.contentLength) {
      consumed(null, to - from, out);
      fault(stream, "an answer's body is longer than it was said to be");
      return;
    }
    stream.unconsumed += to - from;
    int done = stream.target.data(bytes, from, to);
    ClientStream still = streams.get(current);
    if (still != null) {
      consumed(still, done, out);
    }
  }

  @Override
  public void dataEnd() {
    if (currentIsLast) {
      ended(current);
    }
  }

  /** The server has said all of this answer, if nobody has given it up meanwhile. */
  private void ended(int id) {
    ClientStream stream = streams.get(id);
    if (stream == null) {
      return;
    }
    if (stream.contentLength >= 0 && stream.received != stream.contentLength) {
      fault(stream, "an answer's body is shorter than it was said to be");
      return;
    }
    stream.remoteEnded = true;
    ResponseTarget target = stream.target;
    if (stream.localEnded) {
      streams.remove(stream);
    }
    target.complete();
  }

  /** Bytes that came are of no more use: the server may send as many again. */
  void consumed(ClientStream stream, int count, Output out) {
    untold += count;
    if (untold >= limits.connectionWindow() / 2) {
      FrameWriter.windowUpdate(0, untold, out);
      window += untold;
      untold = 0;
    }
    if (stream == null) {
      return;
    }
    stream.unconsumed = Math.max(0, stream.unconsumed - count);
    if (stream.remoteEnded || currentIsLast && stream.id == current) {
      return;
    }
    stream.untold += count;
    if (2L * stream.untold >= limits.streamWindow()) {
      FrameWriter.windowUpdate(stream.id, stream.untold, out);
      stream.receiveWindow += stream.untold;
      stream.untold = 0;
    }
  }

  // What ends a stream.

  /** The stream of an answer that may come; null when it was cancelled. */
  private ClientStream open(int id) throws ConnectionError {
    requireBegun(id);
    ClientStream stream = streams.get(id);
    if (stream != null && !stream.remoteEnded) {
      return stream;
    }
    if (stream != null || id > cancelled) {
      throw new ConnectionError(ErrorCode.STREAM_CLOSED, "an answer has ended already");
    }
    return null;
  }

  private void requireBegun(int id) throws ConnectionError {
    if ((id & 1) == 0 || id > begun) {
      throw ConnectionError.protocol("a stream has not begun");
    }
  }

  /** What came for this request is no answer. */
  private void fault(ClientStream stream, String reason) {
    ResponseTarget target = stream.target;
    cancel(stream, ErrorCode.PROTOCOL_ERROR, out);
    target.failed(new StreamFailure(Kind.MALFORMED, reason));
  }

  /** Gives a request up. */
  void cancel(ClientStream stream, ErrorCode code, Output out) {
    FrameWriter.reset(stream.id, code, out);
    cancelled = Math.max(cancelled, stream.id);
    drop(stream, out);
  }

  /** What its target has not consumed is of no use any more. */
  private void drop(ClientStream stream, Output out) {
    streams.remove(stream);
    consumed(null, stream.unconsumed, out);
  }

  @Override
  public void reset(int id, int code) throws ConnectionError {
    requireBegun(id);
    ClientStream stream = streams.get(id);
    if (stream == null) {
      return;
    }
    ResponseTarget target = stream.target;
    boolean complete = stream.remoteEnded;
    drop(stream, out);
    // Behind a whole answer it says that the rest of the request is not wanted.
    if (!complete) {
      target.failed(
          new StreamFailure(
              code == ErrorCode.REFUSED_STREAM.ordinal() ? Kind.NOT_PROCESSED : Kind.RESET,
              "the server reset the stream: " + name(code)));
    }
  }

  @Override
  public void goAway(int last, int code) {
    leaving = true;
    streams.forEachAbove(
        last,
        stream -> {
          ResponseTarget target = stream.target;
          drop(stream, out);
          target.failed(
              new StreamFailure(
                  Kind.NOT_PROCESSED, "the server leaves the connection: " + name(code)));
        });
  }

  private static String name(int code) {
    ErrorCode[] known = ErrorCode.values();
    return code >= 0 && code < known.length ? known[code].name() : "code " + code;
  }

  // What is said of the connection.

  @Override
  public void settings(byte[] bytes, int from, int to) throws ConnectionError {
    int before = settings.initialWindow();
    settings.take(bytes, from, to);
    if (settings.hasSmallerTable()) {
      sending.tellTable();
    }
    sending.change(settings.initialWindow() - before);
    FrameWriter.settingsAcknowledged(out);
  }

  @Override
  public void settingsAcknowledged() {}

  @Override
  public void ping(byte[] bytes, int from) {
    FrameWriter.ping(true, bytes, from, out);
  }

  @Override
  public void pingAcknowledged(byte[] bytes, int from) {}

  @Override
  public void windowUpdate(int id, int increment) throws ConnectionError {
    if (id == 0) {
      sending.open(increment);
      return;
    }
    requireBegun(id);
    ClientStream stream = streams.get(id);
    if (stream == null) {
      return;
    }
    if (increment == 0) {
      fault(stream, "the server opens a window by 0 bytes");
    } else {
      sending.open(stream, increment);
    }
  }

  @Override
  public void ignored() {}
}
