// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import socketlab.protocol.AnswerQueue;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.carrier.Handover;

/**
 * The answers of a connection on their way out, in the order of their requests (RFC 9112 section
 * 9.3.2): the body that is leaving, those that are owed behind it, and the request that found no
 * room with the workers. Made when the first answer is owed or streams, which a connection whose
 * handlers answer in place never sees. Confined to the connection's thread.
 */
final class Pipeline {
  private final Http1Session session;
  private final HttpConfig config;
  private final Peer peer;
  private final AnswerQueue<Exchange> owed = new AnswerQueue<>();

  /** The body that is leaving, or null. */
  private StreamedAnswer stream;

  private Exchange spare;

  /** The last of those that are owed, when the workers have no room for it. */
  private Exchange refused;

  private int owedBytes;

  Pipeline(Http1Session session, HttpConfig config, Peer peer) {
    this.session = session;
    this.config = config;
    this.peer = peer;
  }

  /** True when an answer may be written straight to the output. */
  boolean isQuiet() {
    return stream == null && owed.isEmpty();
  }

  /** True when none waits for its turn. */
  boolean owesNothing() {
    return owed.isEmpty();
  }

  /** True when so much is being worked on that no more is to be taken. */
  boolean isFull() {
    return owed.size() >= config.limits().pipelined() || owedBytes >= Output.HIGH_WATER;
  }

  // What comes in.

  /** An exchange that is not in use. */
  Exchange fresh() {
    Exchange exchange = spare != null ? spare : new Exchange(peer, config);
    spare = null;
    return exchange;
  }

  void add(Exchange exchange) {
    owedBytes += exchange.cost;
    owed.add(exchange);
  }

  /** True when it is the one that was added last, and has not left. */
  boolean endsWith(Exchange exchange) {
    return !owed.isEmpty() && owed.last() == exchange;
  }

  /** Has it worked on; false when there is no room, and it is to be tried again. */
  boolean offer(Exchange exchange) {
    refused = peer.handlers().offer(exchange, peer) ? null : exchange;
    return refused == null;
  }

  /** Tries again with the one that found no room; true when there is none, or none any more. */
  boolean offerAgain() {
    return refused == null || offer(refused);
  }

  /** The request that found no room, or null; it is not tried again. */
  Exchange takeRefused() {
    Exchange taken = refused;
    refused = null;
    return taken;
  }

  /** A body begins to leave, behind its head. */
  void begin(StreamedAnswer begun) {
    stream = begun;
    // It may be quiet for long.
    spare = null;
    if (session.isStopping()) {
      Handover.guarded(config, stream.producer()::stopping);
    }
  }

  // What goes out.

  /** Lets leave what may: the stream, and behind it the answers that are ready. */
  void advance(Output out) {
    while (stream == null || pump(out)) {
      Exchange exchange = owed.first();
      if (exchange == null) {
        return;
      }
      if (exchange.isHandled() && beginsBody(exchange, out)) {
        continue;
      }
      if (!exchange.mayLeave() || out.isFull()) {
        return;
      }
      leave(exchange, out);
    }
  }

  /** Lets the stream write while there is room; true when it has ended. */
  private boolean pump(Output out) {
    int before = out.size();
    try {
      boolean ended = stream.pump(out);
      if (ended) {
        stream = null;
      }
      session.streamed(out.size() > before, ended);
      return ended;
    } catch (Throwable e) {
      // As with a handler; but the head has left, and only a body cut off can tell the peer.
      config.failures().accept(e);
      session.abandon();
      return false;
    }
  }

  /**
   * The handler of a request whose body streams has returned, so it is known who takes the body.
   *
   * @return true when the exchange is gone
   */
  private boolean beginsBody(Exchange exchange, Output out) {
    if (exchange.fault != null) {
      exchange.closeConsumer();
      exchange.fail(exchange.fault);
      if (exchange.mayLeave() && exchange.takeStream() instanceof StreamedAnswer late) {
        // Another thread was faster: a head without its body would be a lie.
        Handover.guarded(config, late.producer()::closed);
        session.finish();
        return true;
      }
    } else if (exchange.owesContinue && exchange.consumer() != null) {
      exchange.owesContinue = false;
      out.put(Http1Response.CONTINUE);
    }
    return false;
  }

  private void leave(Exchange exchange, Output out) {
    owed.remove();
    owedBytes -= exchange.cost;
    int before = out.size();
    out.putAll(exchange.output());
    SessionFactory successor = exchange.response.successor();
    if (successor != null) {
      session.switchTo(successor, before, out);
    } else {
      StreamedAnswer begun = exchange.takeStream();
      if (begun != null) {
        begin(begun);
        if (exchange.hasPeerEnded()) {
          Handover.guarded(config, begun.producer()::peerEnded);
        }
      }
      session.left(exchange);
    }
    if (exchange.again()) {
      spare = exchange;
    }
  }

  /** True when there is more to write as soon as the output has room. */
  boolean wantsRoom() {
    if (stream != null) {
      return stream.wantsRoom();
    }
    Exchange first = owed.first();
    return first != null && first.mayLeave();
  }

  /** True when a body is leaving, and waits for room in the output. */
  boolean isBlocked() {
    return stream != null && stream.wantsRoom();
  }

  boolean isStreaming() {
    return stream != null;
  }

  // What happens meanwhile.

  void peerEnded() {
    if (stream != null) {
      Handover.guarded(config, stream.producer()::peerEnded);
    }
    owed.forEach(Exchange::peerEnded);
  }

  void stopping(Output out) {
    owed.forEach(Exchange::stopping);
    if (stream != null) {
      Handover.guarded(config, stream.producer()::stopping);
      advance(out);
    }
  }

  /** None of those that are owed leaves. */
  void abandonOwed() {
    refused = null;
    owedBytes = 0;
    owed.clear(Exchange::abandon);
  }

  /** The body that is leaving does not come to its end. */
  void abandonStream() {
    if (stream != null) {
      StreamedAnswer cut = stream;
      stream = null;
      Handover.guarded(config, cut.producer()::closed);
    }
  }

  /** Bytes of memory that requests and finished answers take. */
  int kept() {
    return owedBytes + owed.readyBytes();
  }
}
