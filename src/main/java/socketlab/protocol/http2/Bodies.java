// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.List;
import java.util.function.IntConsumer;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.bound.BodyBuffer;
import socketlab.protocol.http2.bound.Http2Limits;
import socketlab.protocol.http2.bound.RecentStreams;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameWriter;

/**
 * The bodies of requests, on their way to whoever takes them: kept until they are whole, or passed
 * on as they come. The peer may send as much more as has been taken (RFC 9113 section 5.2).
 * Confined to the connection's thread.
 */
final class Bodies {
  private final HttpConfig config;
  private final Peer peer;
  private final RecentStreams recent;
  private final Http2Streams streams;

  /** Told how many bytes the peer may send more on the connection, when it has been. */
  private final IntConsumer opened;

  /** Bytes that have been taken, or are of no use, and that the peer may send again. */
  private int connectionCredit;

  Bodies(
      HttpConfig config,
      Peer peer,
      RecentStreams recent,
      Http2Streams streams,
      IntConsumer opened) {
    this.config = config;
    this.peer = peer;
    this.recent = recent;
    this.streams = streams;
    this.opened = opened;
  }

  // What comes.

  /** Bytes of a body have come. */
  void received(Http2Stream stream, byte[] bytes, int from, int to, Output out) {
    stream.owesContinue = false;
    if (!stream.isStreamed()) {
      stream.held.add(bytes, from, to);
      pay(stream, to - from, out);
    } else {
      int at = from;
      if (stream.consumer() != null && stream.consumer().mayPause()) {
        // Its time begins with what comes now.
        stream.since = peer.now();
        stream.receivedSince = to - from;
      }
      if (stream.held.isEmpty() && !stream.blocked && stream.consumer() != null) {
        at += offer(stream, bytes, from, to, out);
      }
      if (stream.discards || stream.state == StreamState.CLOSED) {
        credit(to - at);
      } else if (at < to) {
        stream.held.add(bytes, at, to);
      }
    }
    streams.count(stream);
  }

  /** The request is whole. */
  void ended(Http2Stream stream, List<Field> trailers, Output out) {
    stream.state = stream.state.remoteEnded();
    recent.endedByPeer(stream.id);
    if (stream.discards) {
      streams.closeIfDone(stream);
    } else if (!stream.isStreamed()) {
      stream.request.body(stream.held.bytes(), stream.held.size());
      stream.request.trailers(trailers);
      streams.dispatch.begin(stream, out);
    } else {
      stream.trailers = trailers;
      deliver(stream, out);
    }
  }

  // Who takes it.

  /** What may be done about a body, once the handler has returned. */
  void goOn(Http2Stream stream, Output out) {
    if (!stream.isStreamed() || !stream.isHandled()) {
      return;
    }
    if (stream.fault != null) {
      settleFault(stream, out);
      return;
    }
    if (stream.owesContinue && stream.consumer() != null) {
      stream.owesContinue = false;
      if (!stream.begun && stream.received == 0) {
        streams.scheduler.sendContinue(stream, out);
      }
    }
    deliver(stream, out);
  }

  /** The consumer may have room again; meanwhile it was not the peer that was slow. */
  boolean unblock(Http2Stream stream) {
    if (!stream.blocked) {
      return false;
    }
    stream.blocked = false;
    stream.since = peer.now();
    stream.receivedSince = 0;
    return true;
  }

  /** Gives the consumer what has come, and tells it of the end. */
  void deliver(Http2Stream stream, Output out) {
    BodyConsumer consumer = stream.consumer();
    if (consumer == null) {
      return;
    }
    BodyBuffer held = stream.held;
    while (!held.isEmpty() && !stream.blocked && stream.consumer() != null) {
      held.take(offer(stream, held.bytes(), held.from(), held.from() + held.size(), out));
      // Only now they do not wait any more.
      payStream(stream, out);
    }
    if (held.isEmpty() && stream.trailers != null && stream.consumer() != null) {
      List<Field> trailers = stream.trailers;
      stream.trailers = null;
      try {
        stream.takeConsumer().ended(trailers);
      } catch (Throwable e) {
        failed(stream, e, out);
        return;
      }
      if (stream.state == StreamState.HALF_CLOSED_LOCAL) {
        stream.state = StreamState.CLOSED;
      }
      askAgain(stream);
      streams.closeIfDone(stream);
    }
    streams.count(stream);
  }

  /** Offers bytes to the consumer; how many it took. */
  private int offer(Http2Stream stream, byte[] bytes, int from, int to, Output out) {
    try {
      int count = stream.consumer().receive(bytes, from, to);
      if (count == BodyConsumer.UNWANTED) {
        stream.leaveBodyUnread();
        leaveUnread(stream, out);
        return 0;
      }
      if (count < 0 || count > to - from) {
        throw new IllegalStateException("a consumer took " + count + " of " + (to - from));
      }
      stream.blocked = count < to - from;
      pay(stream, count, out);
      if (count > 0) {
        // Else nothing has changed for the producer, and each of the two would wake the other.
        askAgain(stream);
      }
      return count;
    } catch (Throwable e) {
      failed(stream, e, out);
      return 0;
    }
  }

  /** What was taken may be what the answer is made of. */
  private void askAgain(Http2Stream stream) {
    if (stream.producer != null) {
      streams.scheduler.add(stream);
    }
  }

  // Where it does not come to its end.

  /** Nobody wants the rest of the body. */
  private void discard(Http2Stream stream) {
    stream.discards = true;
    if (stream.isStreamed()) {
      credit(stream.held.size());
    }
    stream.held.take(stream.held.size());
  }

  private void leaveUnread(Http2Stream stream, Output out) {
    discard(stream);
    if (stream.state == StreamState.HALF_CLOSED_LOCAL) {
      streams.reset(stream, ErrorCode.NO_ERROR, out);
    }
  }

  /** As with a handler: whatever a consumer or a producer throws, the server lives on. */
  void failed(Http2Stream stream, Throwable e, Output out) {
    config.failures().accept(e);
    if (stream.begun) {
      // The head has left, and only a stream cut off can tell the peer.
      streams.reset(stream, ErrorCode.INTERNAL_ERROR, out);
    } else {
      cut(stream, new HttpError(Status.INTERNAL_SERVER_ERROR, "the handler failed"), out);
    }
  }

  /** The body does not come to its end, and neither does an answer that depends on it. */
  void cut(Http2Stream stream, HttpError why, Output out) {
    discard(stream);
    stream.fault = why;
    if (!stream.isStreamed()) {
      streams.dispatch.refuse(stream, why);
    } else if (stream.isHandled()) {
      settleFault(stream, out);
    }
  }

  private void settleFault(Http2Stream stream, Output out) {
    stream.closeConsumer();
    if (stream.begun) {
      boolean sent = stream.state == StreamState.HALF_CLOSED_LOCAL;
      streams.reset(stream, sent ? ErrorCode.NO_ERROR : ErrorCode.CANCEL, out);
      return;
    }
    if (!stream.isReady() || !stream.response.hasProducer()) {
      stream.fail(stream.fault);
    }
    if (stream.mayLeave()) {
      if (stream.response.hasProducer()) {
        // Another thread was faster: an answer without the body it depends on would be a lie.
        streams.reset(stream, ErrorCode.CANCEL, out);
      } else {
        streams.count(stream);
        streams.scheduler.add(stream);
      }
    }
  }

  // Windows.

  /** Bytes of a body are done with: the peer may send as many more. */
  private void pay(Http2Stream stream, int count, Output out) {
    credit(count);
    payStream(stream, out);
  }

  /** Tells the peer of the stream's window, once it is worth a frame. */
  void payStream(Http2Stream stream, Output out) {
    int waiting = stream.isStreamed() ? stream.held.size() : 0;
    int used = Http2Limits.STREAM_WINDOW - stream.receiveWindow - waiting;
    if (used >= Http2Limits.STREAM_WINDOW / 2 && stream.awaitsMore()) {
      stream.receiveWindow += used;
      FrameWriter.windowUpdate(stream.id, used, out);
    }
  }

  /** Likewise, on the connection alone. */
  void credit(int count) {
    connectionCredit += count;
  }

  /** Tells the peer of the connection's window, once it is worth a frame. */
  void payBack(Output out) {
    if (connectionCredit >= Http2Limits.CONNECTION_WINDOW / 2) {
      FrameWriter.windowUpdate(0, connectionCredit, out);
      opened.accept(connectionCredit);
      connectionCredit = 0;
    }
  }
}
