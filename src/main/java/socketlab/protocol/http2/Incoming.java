// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.List;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.hpack.FieldBlock;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http2.bound.Http2Limits;
import socketlab.protocol.http2.bound.Patience;
import socketlab.protocol.http2.bound.RecentStreams;
import socketlab.protocol.http2.frame.ConnectionError;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameTarget;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;
import socketlab.protocol.http2.request.RequestRules;

/**
 * What a client's frames mean: requests, which {@link IncomingRequests} reads, their bodies, and
 * what it says of windows and settings. A stream's fault costs the client its stream, a fault of
 * the connection all of them, and what makes work without asking for anything is counted. Confined
 * to the connection's thread.
 */
final class Incoming implements FrameTarget {
  private final Peer peer;
  private final Http2Streams streams;
  private final RecentStreams recent;
  private final Leaving leaving;
  private final Patience patience;
  private final IncomingRequests requests;
  private final PeerSettings settings = new PeerSettings();

  /** Valid while the session takes bytes. */
  private Output out;

  /** Bytes that the client may send on the connection, as far as it has been told. */
  private int window = Http2Limits.CONNECTION_WINDOW;

  /** The stream whose data comes, or null when it is of no use. */
  private Http2Stream current;

  private boolean currentIsLast;

  private int taken;

  Incoming(
      Peer peer,
      HttpConfig config,
      Http2Streams streams,
      RecentStreams recent,
      Leaving leaving,
      Patience patience) {
    this.peer = peer;
    this.streams = streams;
    this.recent = recent;
    this.leaving = leaving;
    this.patience = patience;
    requests = new IncomingRequests(peer, config, streams, recent, patience);
  }

  /** Where answers go while the session takes bytes; null in between. */
  void answersTo(Output out) {
    this.out = out;
  }

  int taken() {
    int count = taken;
    taken = 0;
    return count;
  }

  @Override
  public void headers(int id, byte[] bytes, int from, int to, boolean last, boolean dependsOnItself)
      throws ConnectionError {
    Http2Stream open = streams.get(id);
    if (open != null) {
      behindBody(open, requests.decodeAside(bytes, from, to), last);
      return;
    }
    if ((id & 1) == 0) {
      throw ConnectionError.protocol("a client's streams have odd numbers");
    }
    if (id <= recent.last()) {
      requests.decodeAside(bytes, from, to);
      closed(id);
    } else if (leaving.takesNoMore()) {
      requests.decodeAside(bytes, from, to);
    } else {
      recent.begin(id);
      patience.requested();
      taken++;
      int window = settings.initialWindow();
      requests.begin(id, bytes, from, to, last, dependsOnItself, window, out);
    }
  }

  /** A second block of fields on a stream: the trailer. */
  private void behindBody(Http2Stream stream, FieldBlock block, boolean last)
      throws ConnectionError {
    if (!stream.awaitsMore()) {
      fault(stream, ErrorCode.STREAM_CLOSED);
      return;
    }
    List<Field> trailers = last && !block.isTooLarge() ? RequestRules.trailers(block) : null;
    if (trailers == null) {
      fault(stream, ErrorCode.PROTOCOL_ERROR);
    } else {
      bodyEnded(stream, trailers);
    }
  }

  // Bodies.

  @Override
  public void data(int id, int length, int padding, boolean last) throws ConnectionError {
    if (length > window) {
      throw new ConnectionError(
          ErrorCode.FLOW_CONTROL_ERROR, "there is more data than the connection's window");
    }
    window -= length;
    streams.bodies.credit(padding);
    if (length == padding && !last) {
      ignored();
    }
    current = streams.get(id);
    currentIsLast = last;
    if (current == null) {
      closed(id);
    } else if (!current.awaitsMore()) {
      fault(current, ErrorCode.STREAM_CLOSED);
      current = null;
    } else if (length > current.receiveWindow) {
      fault(current, ErrorCode.FLOW_CONTROL_ERROR);
      current = null;
    } else {
      current.receiveWindow -= length;
    }
  }

  @Override
  public void dataBytes(byte[] bytes, int from, int to) throws ConnectionError {
    int count = to - from;
    patience.moved(count);
    Http2Stream stream = current;
    if (stream == null || stream.discards || stream.state == StreamState.CLOSED) {
      streams.bodies.credit(count);
      return;
    }
    stream.received += count;
    stream.receivedSince += count;
    if (stream.receivedSince >= HttpLimits.BODY_SPAN) {
      stream.since = peer.now();
      stream.receivedSince = 0;
    }
    long told = stream.request.contentLength;
    if (told >= 0 && stream.received > told) {
      streams.bodies.credit(count);
      fault(stream, ErrorCode.PROTOCOL_ERROR);
    } else if (stream.received > stream.bodyLimit) {
      streams.bodies.credit(count);
      streams.bodies.cut(stream, HttpError.tooLarge(stream.bodyLimit), out);
    } else {
      streams.bodies.received(stream, bytes, from, to, out);
    }
  }

  @Override
  public void dataEnd() throws ConnectionError {
    Http2Stream stream = current;
    current = null;
    if (stream == null || stream.state == StreamState.CLOSED) {
      return;
    }
    if (currentIsLast) {
      bodyEnded(stream, List.of());
    } else {
      // Padding uses the window, too, and may have been all there was.
      streams.bodies.payStream(stream, out);
    }
  }

  private void bodyEnded(Http2Stream stream, List<Field> trailers) throws ConnectionError {
    long told = stream.request.contentLength;
    if (!stream.discards && told >= 0 && stream.received != told) {
      fault(stream, ErrorCode.PROTOCOL_ERROR);
    } else {
      streams.bodies.ended(stream, trailers, out);
    }
  }

  // What ends a stream.

  @Override
  public void reset(int id, int code) throws ConnectionError {
    Http2Stream stream = streams.get(id);
    if (stream == null) {
      ignored();
      begun(id);
      return;
    }
    recent.endedByPeer(id);
    streams.drop(stream);
    patience.reset(peer.now());
  }

  /** The peer's fault on a stream. */
  private void fault(Http2Stream stream, ErrorCode code) throws ConnectionError {
    streams.reset(stream, code, out);
    patience.reset(peer.now());
  }

  /** A frame for a stream that is not open. */
  private void closed(int id) throws ConnectionError {
    if (!begun(id)) {
      return;
    }
    if (recent.of(id) != RecentStreams.Fate.MAY_STILL_COME) {
      throw recent.of(id) == RecentStreams.Fate.SKIPPED
          ? ConnectionError.protocol("a stream's number is below that of one before")
          : new ConnectionError(ErrorCode.STREAM_CLOSED, "a stream has ended already");
    }
  }

  /** False when the stream is one of those that are not begun any more. */
  private boolean begun(int id) throws ConnectionError {
    if ((id & 1) != 0 && id <= recent.last()) {
      return true;
    }
    if ((id & 1) != 0 && leaving.takesNoMore()) {
      return false;
    }
    throw ConnectionError.protocol("a stream has not begun");
  }

  // What is said of the connection.

  @Override
  public void settings(byte[] bytes, int from, int to) throws ConnectionError {
    ignored();
    int before = settings.initialWindow();
    boolean smallerTable = settings.hasSmallerTable();
    settings.take(bytes, from, to);
    if (settings.hasSmallerTable() && !smallerTable) {
      streams.scheduler.tellTable();
    }
    int change = settings.initialWindow() - before;
    if (change != 0) {
      boolean[] fits = {true};
      streams.forEach(stream -> fits[0] &= streams.scheduler.open(stream, change));
      if (!fits[0]) {
        throw tooLarge();
      }
    }
    FrameWriter.settingsAcknowledged(out);
  }

  @Override
  public void settingsAcknowledged() throws ConnectionError {
    ignored();
  }

  @Override
  public void ping(byte[] bytes, int from) throws ConnectionError {
    ignored();
    FrameWriter.ping(true, bytes, from, out);
  }

  @Override
  public void pingAcknowledged(byte[] bytes, int from) throws ConnectionError {
    ignored();
    leaving.acknowledged(out);
  }

  @Override
  public void goAway(int last, int code) throws ConnectionError {
    ignored();
  }

  @Override
  public void windowUpdate(int id, int increment) throws ConnectionError {
    ignored();
    if (id == 0) {
      if (increment == 0) {
        throw ConnectionError.protocol("a window is opened by 0 bytes");
      }
      if (!streams.scheduler.open(increment)) {
        throw tooLarge();
      }
      return;
    }
    Http2Stream stream = streams.get(id);
    if (stream == null) {
      begun(id);
    } else if (increment == 0) {
      fault(stream, ErrorCode.PROTOCOL_ERROR);
    } else if (!streams.scheduler.open(stream, increment)) {
      fault(stream, ErrorCode.FLOW_CONTROL_ERROR);
    }
  }

  private static ConnectionError tooLarge() {
    return new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "a window is above 2^31-1");
  }

  @Override
  public void ignored() throws ConnectionError {
    patience.idleFrame(peer.now());
  }

  /** The client has been told that it may send so much more on the connection. */
  void opened(int bytes) {
    window += bytes;
  }
}
