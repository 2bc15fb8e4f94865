// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import socketlab.protocol.AnswerQueue;
import socketlab.protocol.Handlers;
import socketlab.protocol.Peer;
import socketlab.protocol.http.HttpConfig;

/**
 * The answers a connection owes, and the message that found no room with the workers. Made when the
 * first answer is owed, which a connection whose handlers run in place may never see. Confined to
 * the connection's thread.
 */
final class OwedAnswers {
  private final Peer peer;
  private final HttpConfig config;
  private final AnswerQueue<Exchange> queue = new AnswerQueue<>();
  private Exchange spare;

  /** The last of the queue, when the workers have no room for it. */
  private Exchange refused;

  private int bytes;

  OwedAnswers(Peer peer, HttpConfig config) {
    this.peer = peer;
    this.config = config;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return queue.size();
  }

  /** Bytes of requests that are being worked on. */
  int bytes() {
    return bytes;
  }

  /** An exchange that is not in use. */
  Exchange fresh() {
    Exchange exchange = spare != null ? spare : new Exchange(peer, config);
    spare = null;
    return exchange;
  }

  void add(Exchange exchange) {
    bytes += exchange.cost;
    queue.add(exchange);
  }

  /** Has the last one worked on; false when there is no room, and it is to be tried again. */
  boolean offer(Exchange exchange) {
    Handlers handlers = peer.handlers();
    refused = handlers.offer(exchange, peer) ? null : exchange;
    return refused == null;
  }

  /** Tries again with the one that found no room, if there is one; true when there is none now. */
  boolean offerAgain() {
    return refused == null || offer(refused);
  }

  /** The message that found no room, or null; it is not tried again. */
  Exchange takeRefused() {
    Exchange taken = refused;
    refused = null;
    return taken;
  }

  /** The one that is to leave next, or null. */
  Exchange first() {
    return queue.first();
  }

  /** The one that was added last, or null. */
  Exchange last() {
    return queue.last();
  }

  void remove(Exchange first) {
    queue.remove();
    bytes -= first.cost;
  }

  /** Keeps one that has left for the next request, if it can serve again. */
  void reuse(Exchange left) {
    if (left.again()) {
      spare = left;
    }
  }

  /** The connection may be quiet for long. */
  void dropSpare() {
    spare = null;
  }

  /** None of them leaves. */
  void abandon() {
    refused = null;
    bytes = 0;
    queue.clear(Exchange::abandon);
  }

  void peerEnded() {
    queue.forEach(Exchange::peerEnded);
  }

  void stopping() {
    queue.forEach(Exchange::stopping);
  }

  /** Bytes of memory that requests and finished answers take. */
  int kept() {
    return bytes + queue.readyBytes();
  }
}
