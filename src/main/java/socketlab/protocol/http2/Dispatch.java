// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.ArrayDeque;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;

/**
 * Who runs the handler of a request, and when: the connection's thread at once, a worker, or later,
 * in the order of the requests, once there is room. Confined to the connection's thread.
 */
final class Dispatch {
  private final HttpConfig config;
  private final Peer peer;
  private final Http2Streams streams;

  /** Requests whose handler is not begun, for want of room. */
  private final ArrayDeque<Http2Stream> waiting = new ArrayDeque<>();

  /** The output was full when a handler was to begin. */
  private boolean wantsRoom;

  private boolean stopping;

  Dispatch(HttpConfig config, Peer peer, Http2Streams streams) {
    this.config = config;
    this.peer = peer;
    this.streams = streams;
  }

  /** True when a handler is to begin as soon as the output has room. */
  boolean wantsRoom() {
    return wantsRoom;
  }

  /** Requests whose handler is not begun. */
  int waitingCount() {
    return waiting.size();
  }

  /** A request that is whole, or whose body the handler takes as it comes. */
  void begin(Http2Stream stream, Output out) {
    boolean roomy = waiting.isEmpty() && streams.mayAnswerMore();
    if (!roomy || !start(stream, out)) {
      streams.list(stream);
      stream.waits = true;
      waiting.add(stream);
    }
  }

  /** False when the workers have no room for it. */
  private boolean start(Http2Stream stream, Output out) {
    if (stopping) {
      stream.stopping();
    }
    if (peer.handlers().areInPlace() || !config.needsWorker(stream.request)) {
      inPlace(stream, out);
      return true;
    }
    streams.list(stream);
    stream.response.begin(null);
    // Before the offer, which may run it.
    stream.withWorkers = true;
    if (!peer.handlers().offer(stream, peer)) {
      stream.withWorkers = false;
      return false;
    }
    return true;
  }

  private void inPlace(Http2Stream stream, Output out) {
    // With a body still to come, what is said to it leaves before the answer.
    boolean answered = stream.runInPlace(stream.isStreamed() ? null : out);
    if (stream.isStreamed() && answered) {
      stream.finish();
      streams.signalled(stream, out);
      return;
    }
    if (!answered) {
      streams.list(stream);
      streams.bodies.goOn(stream, out);
      return;
    }
    stream.beginBody();
    if (stream.response.isWhole()) {
      streams.sentAll(stream, out);
      return;
    }
    streams.list(stream);
    streams.scheduler.add(stream);
  }

  /** Begins those that had to wait, in their order, as far as there is room. */
  void retry(Output out) {
    wantsRoom = false;
    while (!waiting.isEmpty() && streams.mayAnswerMore()) {
      if (out.isFull()) {
        wantsRoom = true;
        return;
      }
      Http2Stream stream = waiting.poll();
      stream.waits = false;
      boolean isCut = stream.fault != null && !stream.isStreamed();
      if (!isCut && !start(stream, out)) {
        stream.waits = true;
        waiting.addFirst(stream);
        return;
      }
    }
  }

  /** It has ended, and is not to be begun: who resets many must not have them kept here. */
  void forget(Http2Stream stream) {
    if (stream.waits) {
      stream.waits = false;
      waiting.remove(stream);
    }
  }

  /** A request that no handler sees, and its answer; what follows of it is of no use. */
  void refuse(Http2Stream stream, HttpError error) {
    streams.list(stream);
    stream.discards = true;
    stream.refuse(error);
    streams.count(stream);
    streams.scheduler.add(stream);
  }

  /** The server stops. */
  void stopping() {
    stopping = true;
  }

  void clear() {
    waiting.clear();
  }
}
