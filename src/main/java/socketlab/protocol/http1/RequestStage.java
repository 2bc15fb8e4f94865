// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

/** What a connection waits for from its peer: the states that {@link Http1Session} draws. */
enum RequestStage {
  /** The first request, which has its time from the connection on. */
  NEW(true),
  /** The next request. */
  IDLE(true),
  /** The rest of a request's head. */
  HEAD(true),
  /** The rest of a request's body, kept until it is whole. */
  BODY(true),
  /** The rest of a request's body, which goes to its consumer. */
  STREAM,
  /** Nothing: the workers have no room for the request that has come. */
  REFUSED,
  /** Nothing: an answer that is owed says whether the next bytes are HTTP. */
  UPGRADE,
  /** Nothing any more: the successor has the connection. */
  SWITCHED,
  /** Nothing any more; what is owed leaves. */
  LAST,
  /** As {@link #LAST}, but the peer may still be sending. */
  TURNED_AWAY;

  /** Whether the peer's bytes are welcome as long as not too many answers are owed. */
  final boolean takesMore;

  RequestStage() {
    this(false);
  }

  RequestStage(boolean takesMore) {
    this.takesMore = takesMore;
  }
}
