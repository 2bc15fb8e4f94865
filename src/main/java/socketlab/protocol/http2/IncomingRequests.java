// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.hpack.FieldBlock;
import socketlab.protocol.hpack.HpackDecoder;
import socketlab.protocol.hpack.HpackError;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http2.bound.BodyBuffer;
import socketlab.protocol.http2.bound.Patience;
import socketlab.protocol.http2.bound.RecentStreams;
import socketlab.protocol.http2.frame.ConnectionError;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.request.Http2Request;
import socketlab.protocol.http2.request.RequestRules;

/**
 * Blocks of fields that begin streams: decodes them, judges whether each is a request, and has it
 * answered at once, or once its body is there. Confined to the connection's thread.
 */
final class IncomingRequests {
  private final Peer peer;
  private final HttpConfig config;
  private final Http2Streams streams;
  private final RecentStreams recent;
  private final Patience patience;
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE_SIZE);

  /** Fields that nobody is to see. */
  private FieldBlock aside;

  IncomingRequests(
      Peer peer, HttpConfig config, Http2Streams streams, RecentStreams recent, Patience patience) {
    this.peer = peer;
    this.config = config;
    this.streams = streams;
    this.recent = recent;
    this.patience = patience;
  }

  /**
   * A stream begins.
   *
   * @param last whether no body follows
   * @param sendWindow bytes that the peer takes on the stream
   */
  void begin(
      int id,
      byte[] bytes,
      int from,
      int to,
      boolean last,
      boolean dependsOnItself,
      int sendWindow,
      Output out)
      throws ConnectionError {
    Http2Stream stream = streams.fresh();
    decode(bytes, from, to, stream.request.block);
    stream.open(id, sendWindow);
    if (last) {
      stream.state = stream.state.remoteEnded();
      recent.endedByPeer(id);
    }
    if (streams.isFull()) {
      resetUnheard(stream, ErrorCode.REFUSED_STREAM, out);
    } else if (dependsOnItself) {
      resetUnheard(stream, ErrorCode.PROTOCOL_ERROR, out);
    } else {
      request(stream, last, out);
    }
  }

  private void request(Http2Stream stream, boolean last, Output out) throws ConnectionError {
    Http2Request request = stream.request;
    HttpLimits limits = config.limits();
    try {
      request.hasBody = !last;
      if (!RequestRules.read(request, limits.headerBytes()) || last && request.contentLength > 0) {
        resetUnheard(stream, ErrorCode.PROTOCOL_ERROR, out);
        return;
      }
      if (request.connects() && (last || request.contentLength >= 0)) {
        throw HttpError.bad("what follows a CONNECT is no body, and does not end with its head");
      }
      stream.bodyLimit = last ? 0 : mostBody(request);
      if (request.contentLength > stream.bodyLimit) {
        throw HttpError.tooLarge(stream.bodyLimit);
      }
    } catch (HttpError e) {
      streams.dispatch.refuse(stream, e);
      return;
    }
    if (last) {
      streams.dispatch.begin(stream, out);
      return;
    }
    if (request.connects()) {
      // What follows is for the session that takes the stream over, if there will be one.
      stream.bodyLimit = Long.MAX_VALUE;
      stream.streams();
      streams.list(stream);
      streams.dispatch.begin(stream, out);
      return;
    }
    stream.since = peer.now();
    if (config.streamsBody(request)) {
      stream.streams();
      stream.owesContinue = request.expectContinue;
      streams.list(stream);
      streams.dispatch.begin(stream, out);
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
    boolean isUsual = request.contentLength >= 0 && request.contentLength <= usual;
    return isUsual ? usual : config.mostBody(request);
  }

  /** The peer's fault on a stream of which no handler has heard. */
  private void resetUnheard(Http2Stream stream, ErrorCode code, Output out) throws ConnectionError {
    FrameWriter.reset(stream.id, code, out);
    stream.state = StreamState.CLOSED;
    streams.giveBack(stream);
    patience.reset(peer.now());
  }

  /** Decodes fields that nobody is to see: the table is the same for all (RFC 7541 section 2.2). */
  FieldBlock decodeAside(byte[] bytes, int from, int to) throws ConnectionError {
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
}
