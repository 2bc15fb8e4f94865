// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.List;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.hpack.FieldBlock;
import socketlab.protocol.hpack.HpackDecoder;
import socketlab.protocol.hpack.HpackError;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http2.frame.ConnectionError;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameTarget;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;

/**
 * What a client's frames mean: requests, their bodies, and what it says of windows and settings. A
 * stream's fault costs the client its stream, a fault of the connection all of them, and what makes
 * work without asking for anything is counted. Confined to the connection's thread.
 */
final class Incoming implements FrameTarget {
  private final Peer peer;
  private final HttpConfig config;
  private final Http2Streams streams;
  private final RecentStreams recent;
  private final Leaving leaving;
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE_SIZE);
  private final PeerSettings settings = new PeerSettings();
  private final Allowance resets;
  private final Allowance idle;

  /** Fields that nobody is to see. */
  private FieldBlock aside;

  /** Valid while the session takes bytes. */
  private Output out;

  /** Bytes that the client may send on the connection, as far as it has been told. */
  private int window = Http2Limits.CONNECTION_WINDOW;

  /** The stream whose data comes, or null when it is of no use. */
  private Http2Stream current;

  private boolean currentIsLast;

  private int earning;
  private int taken;

  Incoming(
      Peer peer, HttpConfig config, Http2Streams streams, RecentStreams recent, Leaving leaving) {
    this.peer = peer;
    this.config = config;
    this.streams = streams;
    this.recent = recent;
    this.leaving = leaving;
    long now = peer.now();
    resets = new Allowance(Http2Limits.RESETS, Http2Limits.RESETS_PER_SECOND, now);
    idle = new Allowance(Http2Limits.IDLE_FRAMES, Http2Limits.IDLE_FRAMES_PER_SECOND, now);
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

  /** Data has gone one way or the other. */
  void moved(int bytes) {
    earning += bytes;
    if (earning >= Http2Limits.EARNING_BYTES) {
      idle.earn(earning / Http2Limits.EARNING_BYTES);
      earning %= Http2Limits.EARNING_BYTES;
    }
  }

  // Requests.

  @Override
  public void headers(int id, byte[] bytes, int from, int to, boolean last, boolean dependsOnItself)
      throws ConnectionError {
    Http2Stream open = streams.get(id);
    if (open != null) {
      behindBody(open, decodeAside(bytes, from, to), last);
      return;
    }
    if ((id & 1) == 0) {
      throw ConnectionError.protocol("a client's streams have odd numbers");
    }
    if (id <= recent.last()) {
      decodeAside(bytes, from, to);
      closed(id);
      return;
    }
    if (leaving.takesNoMore()) {
      decodeAside(bytes, from, to);
      return;
    }
    recent.begin(id);
    idle.earn(Http2Limits.EARNED_BY_REQUEST);
    taken++;
    Http2Stream stream = streams.fresh();
    decode(bytes, from, to, stream.request.block);
    stream.open(id, settings.initialWindow());
    if (last) {
      stream.state = stream.state.remoteEnded();
      recent.endedByPeer(id);
    }
    if (streams.isFull()) {
      resetUnheard(stream, ErrorCode.REFUSED_STREAM);
    } else if (dependsOnItself) {
      resetUnheard(stream, ErrorCode.PROTOCOL_ERROR);
    } else {
      request(stream, last);
    }
  }

  private void request(Http2Stream stream, boolean last) throws ConnectionError {
    Http2Request request = stream.request;
    HttpLimits limits = config.limits();
    try {
      request.hasBody = !last;
      if (!RequestRules.read(request, limits.headerBytes()) || last && request.contentLength > 0) {
        resetUnheard(stream, ErrorCode.PROTOCOL_ERROR);
        return;
      }
      request.early = peer.isEarly();
      stream.bodyLimit = last ? 0 : mostBody(request);
      if (request.contentLength > stream.bodyLimit) {
        throw HttpError.tooLarge(stream.bodyLimit);
      }
    } catch (HttpError e) {
      streams.refuse(stream, e);
      return;
    }
    if (last) {
      streams.dispatch(stream, out);
      return;
    }
    stream.since = peer.now();
    if (streamsBody(request)) {
      stream.streams();
      stream.owesContinue = request.expectContinue;
      streams.list(stream);
      streams.dispatch(stream, out);
    } else {
      stream.bodyLimit = Math.min(stream.bodyLimit, BodyBuffer.MOST);
      streams.list(stream);
      if (request.expectContinue) {
        streams.scheduler.sendContinue(stream, out);
      }
    }
  }

  /** Bytes that the body may have; it is asked for only where the usual might not do. */
  private long mostBody(Http2Request request) {
    long usual = config.limits().bodyBytes();
    if (request.contentLength >= 0 && request.contentLength <= usual) {
      return usual;
    }
    try {
      return config.handler().mostBody(request, usual);
    } catch (Throwable e) {
      config.failures().accept(e);
      return usual;
    }
  }

  private boolean streamsBody(Http2Request request) {
    try {
      return config.handler().streamsBody(request);
    } catch (Throwable e) {
      config.failures().accept(e);
      return false;
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

  private FieldBlock decodeAside(byte[] bytes, int from, int to) throws ConnectionError {
    if (aside == null) {
      aside = new FieldBlock();
    }
    decode(bytes, from, to, aside);
    return aside;
  }

  private void decode(byte[] bytes, int from, int to, FieldBlock block) throws ConnectionError {
    block.begin(config.limits().headerBytes());
    try {
      decoder.decode(bytes, from, to, block);
    } catch (HpackError e) {
      throw new ConnectionError(ErrorCode.COMPRESSION_ERROR, e.getMessage());
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
    streams.credit(padding);
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
    moved(count);
    Http2Stream stream = current;
    if (stream == null || stream.discards || stream.state == StreamState.CLOSED) {
      streams.credit(count);
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
      streams.credit(count);
      fault(stream, ErrorCode.PROTOCOL_ERROR);
    } else if (stream.received > stream.bodyLimit) {
      streams.credit(count);
      streams.cut(stream, HttpError.tooLarge(stream.bodyLimit), out);
    } else {
      streams.received(stream, bytes, from, to, out);
    }
  }

  @Override
  public void dataEnd() throws ConnectionError {
    Http2Stream stream = current;
    current = null;
    if (currentIsLast && stream != null && stream.state != StreamState.CLOSED) {
      bodyEnded(stream, List.of());
    }
  }

  private void bodyEnded(Http2Stream stream, List<Field> trailers) throws ConnectionError {
    long told = stream.request.contentLength;
    if (!stream.discards && told >= 0 && stream.received != told) {
      fault(stream, ErrorCode.PROTOCOL_ERROR);
    } else {
      streams.ended(stream, trailers, out);
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
    spendReset();
  }

  /** The peer's fault on a stream. */
  private void fault(Http2Stream stream, ErrorCode code) throws ConnectionError {
    streams.reset(stream, code, out);
    spendReset();
  }

  /** Likewise, on one of which no handler has heard. */
  private void resetUnheard(Http2Stream stream, ErrorCode code) throws ConnectionError {
    FrameWriter.reset(stream.id, code, out);
    stream.state = StreamState.CLOSED;
    streams.giveBack(stream);
    spendReset();
  }

  private void spendReset() throws ConnectionError {
    if (!resets.spend(peer.now())) {
      throw ConnectionError.calm("too many streams are reset");
    }
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
    if (!idle.spend(peer.now())) {
      throw ConnectionError.calm("too many frames ask for nothing");
    }
  }

  /** The client has been told that it may send so much more on the connection. */
  void opened(int bytes) {
    window += bytes;
  }
}
