// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.bound.Http2Limits;
import socketlab.protocol.http2.bound.Patience;
import socketlab.protocol.http2.bound.RecentStreams;
import socketlab.protocol.http2.frame.ConnectionError;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameParser;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;

/**
 * The server's side of an HTTP/2 connection. It begins with the client's preface, whoever found out
 * that it is HTTP/2: a client that knows (RFC 9113 section 3.3), or TLS by ALPN. The Upgrade of
 * HTTP/1.1, which RFC 9113 has dropped, is not offered.
 *
 * <pre>
 *   bytes ─▶ FrameParser ─▶ Incoming ─▶ Http2Streams ─▶ handler: here, or by a worker
 *                             │            │  ▲            │
 *                   windows, settings      │  └─ Signals ──┘ answers, from any thread
 *                             ▼            ▼
 *   output ◀── frames ── DataScheduler ◀── heads and bodies, as windows let them
 *
 *   OPEN ─▶ announced ─▶ leaving ─▶ OVER      by {@link Leaving}, when the server stops
 *     └───── the peer's fault ────▶ TURNED_AWAY
 * </pre>
 *
 * <p>Requests of one connection are answered in whatever order their answers come. A request that
 * is whole, and whose handler runs in place and answers at once, allocates nothing: its stream has
 * been used before.
 */
public final class Http2Session implements Session {
  private final Peer peer;
  private final HttpLimits limits;
  private final RecentStreams recent = new RecentStreams();
  private final Leaving leaving = new Leaving(recent);
  private final Patience patience;
  final Http2Streams streams;
  private final Incoming incoming;
  private final FrameParser reader;
  private final long begun;

  private boolean greeted;
  private State state = State.OPEN;

  /** What has come last is not whole. */
  private boolean inside;

  /** Since when. */
  private long insideSince;

  /** The peer sends nothing more. */
  private boolean inputEnded;

  private Http2Session(HttpConfig config, Peer peer) {
    this.peer = peer;
    limits = config.limits();
    begun = peer.now();
    patience = new Patience(begun);
    streams =
        new Http2Streams(config, peer, recent, PeerSettings.WINDOW, patience::moved, this::opened);
    incoming = new Incoming(peer, config, streams, recent, leaving, patience);
    // A header that is too long by a little gets its 431; one by far ends the connection.
    reader = new FrameParser(incoming, 2 * limits.headerBytes());
  }

  /** Opens sessions that share {@code config}; each begins with the client's preface. */
  public static SessionFactory factory(HttpConfig config) {
    return peer -> new Http2Session(config, peer);
  }

  private void opened(int bytes) {
    incoming.opened(bytes);
  }

  /** The server's preface: what is not as usual (RFC 9113 section 6.5.2). */
  private void greet(Output out) {
    if (!greeted) {
      greeted = true;
      FrameWriter.settings(
          out,
          PeerSettings.MAX_CONCURRENT_STREAMS,
          Http2Limits.STREAMS,
          PeerSettings.INITIAL_WINDOW_SIZE,
          Http2Limits.STREAM_WINDOW,
          PeerSettings.MAX_HEADER_LIST_SIZE,
          limits.headerBytes(),
          PeerSettings.ENABLE_CONNECT_PROTOCOL,
          1,
          PeerSettings.NO_RFC7540_PRIORITIES,
          1);
      FrameWriter.windowUpdate(0, Http2Limits.CONNECTION_WINDOW - PeerSettings.WINDOW, out);
    }
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    greet(out);
    incoming.answersTo(out);
    int at = from;
    try {
      boolean more = true;
      while (more && at < to && !out.isFull()) {
        int count = reader.read(bytes, at, to);
        at += count;
        more = count > 0;
      }
      judge(!more || at == to && reader.isContinuing(), at > from);
    } catch (ConnectionError e) {
      fail(e, out);
    } finally {
      incoming.answersTo(null);
    }
    settle(out);
    return at - from;
  }

  private void judge(boolean insideNow, boolean some) {
    // A block of fields has its time as a whole, in however many frames it comes.
    if (insideNow && (!inside || some && !reader.isContinuing())) {
      insideSince = peer.now();
    }
    inside = insideNow;
  }

  /** The peer has broken the rules of the connection, or made too much work. */
  private void fail(ConnectionError error, Output out) {
    leaving.leave(error.code(), error.getMessage(), out);
    state = State.TURNED_AWAY;
    streams.dropAll();
  }

  /** Lets leave what may, and sees whether that was all. */
  private void settle(Output out) {
    if (state.isLast()) {
      return;
    }
    streams.advance(out);
    if (inputEnded) {
      streams.dropStalled();
    }
    if (streams.isEmpty() && (inputEnded || leaving.takesNoMore())) {
      // The client may be sending: to close at once might cost it the last answer.
      state = inputEnded ? State.OVER : State.TURNED_AWAY;
    }
  }

  @Override
  public void resume(Output out) {
    greet(out);
    settle(out);
  }

  // What the owner tells.

  @Override
  public void endOfInput(Output out) {
    inputEnded = true;
    if (!state.isLast()) {
      streams.peerEnded();
      settle(out);
    }
  }

  @Override
  public void timeout(Output out) {
    if (state.isLast()) {
      return;
    }
    long now = peer.now();
    if (isLate(now, partDeadline())) {
      fail(ConnectionError.calm("the rest of a frame takes too long to arrive"), out);
    } else if (leaving.isAnnounced() && isLate(now, leaving.deadline())) {
      leaving.leave(ErrorCode.NO_ERROR, "", out);
    } else if (streams.isEmpty() && isLate(now, idleDeadline())) {
      leaving.leave(ErrorCode.NO_ERROR, "the connection is idle", out);
      state = State.OVER;
    }
    streams.forEach(
        stream -> {
          if (isLate(now, deadline(stream))) {
            late(stream, out);
          }
        });
    settle(out);
  }

  private void late(Http2Stream stream, Output out) {
    if (stream.stalled && isLate(peer.now(), stalledUntil(stream))) {
      streams.reset(stream, ErrorCode.CANCEL, out);
    } else if (stream.tunnel != null && isLate(peer.now(), stream.tunnel.deadline())) {
      stream.tunnel.timedOut();
      streams.scheduler.add(stream);
    } else {
      HttpError error =
          new HttpError(Status.REQUEST_TIMEOUT, "the request took too long to arrive");
      streams.bodies.cut(stream, error, out);
    }
  }

  private static boolean isLate(long now, long deadline) {
    return deadline != NEVER && now - deadline > 0;
  }

  @Override
  public void overloaded(Output out) {
    if (!state.isLast()) {
      fail(ConnectionError.calm("there is no memory for these requests just now"), out);
    }
  }

  @Override
  public void stop(Output out) {
    if (state.isLast()) {
      return;
    }
    greet(out);
    leaving.announce(peer.now(), out);
    streams.stopping();
    if (inputEnded) {
      leaving.acknowledged(out);
    }
    settle(out);
  }

  @Override
  public void closed() {
    streams.dropAll();
  }

  // What the owner asks.

  @Override
  public State state() {
    return state;
  }

  /**
   * A message's rest where a request or a window is to come. An answer that is being worked on is
   * none to wait for: meanwhile the peer may ask for others.
   */
  @Override
  public Awaits awaits() {
    if (inside) {
      return Awaits.REST;
    }
    boolean[] rest = {false};
    streams.forEach(stream -> rest[0] |= stream.stalled || awaitsRest(stream));
    return rest[0] ? Awaits.REST : Awaits.MESSAGE;
  }

  private static boolean awaitsRest(Http2Stream stream) {
    return stream.tunnel == null
        ? stream.awaitsMore()
        : !stream.tunnel.isOver() && stream.tunnel.awaits() == Awaits.REST;
  }

  @Override
  public boolean wantsInput() {
    return !state.isLast();
  }

  @Override
  public boolean wantsDrain() {
    return !state.isLast() && streams.wantsRoom();
  }

  @Override
  public long deadline() {
    if (state.isLast()) {
      return NEVER;
    }
    long earliest = partDeadline();
    if (leaving.isAnnounced()) {
      earliest = Math.min(earliest, leaving.deadline());
    }
    if (streams.isEmpty()) {
      return Math.min(earliest, idleDeadline());
    }
    long[] least = {earliest};
    streams.forEach(stream -> least[0] = Math.min(least[0], deadline(stream)));
    return least[0];
  }

  /** Until when a frame that has begun is to be whole, and the client's preface. */
  private long partDeadline() {
    if (!reader.hasBegun()) {
      return begun + limits.headerNanos();
    }
    return inside ? insideSince + limits.headerNanos() : NEVER;
  }

  private long idleDeadline() {
    return streams.quietSince() + limits.idleNanos();
  }

  private long stalledUntil(Http2Stream stream) {
    return stream.stalledSince + limits.idleNanos();
  }

  private long deadline(Http2Stream stream) {
    long stall = stream.stalled ? stalledUntil(stream) : NEVER;
    if (stream.tunnel != null && stream.state != StreamState.HALF_CLOSED_LOCAL) {
      return Math.min(stall, stream.tunnel.deadline());
    }
    if (stream.stalled) {
      return stall;
    }
    boolean ours = stream.blocked || stream.isStreamed() && mayPause(stream.consumer());
    return stream.awaitsMore() && !stream.discards && !ours
        ? stream.since + limits.bodyNanos(stream.receivedSince)
        : NEVER;
  }

  /** Also when nobody takes the body, or not yet. */
  private static boolean mayPause(BodyConsumer consumer) {
    return consumer == null || consumer.mayPause();
  }

  @Override
  public int kept() {
    return streams.kept() + reader.kept();
  }

  @Override
  public int taken() {
    return incoming.taken() + streams.taken();
  }
}
