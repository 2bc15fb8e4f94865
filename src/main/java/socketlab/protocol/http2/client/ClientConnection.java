// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import socketlab.protocol.Output;
import socketlab.protocol.http2.client.StreamFailure.Kind;
import socketlab.protocol.http2.frame.ConnectionError;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameParser;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;

/**
 * The client's side of one connection of HTTP/2: requests go out as streams, answers come in the
 * order in which they are ready.
 *
 * <pre>
 *   begin ─▶ open · send ─▶ frames ─▶ output
 *                             ▲
 *                             └ acknowledgements, windows
 *   bytes ─▶ receive ─▶ ResponseFrames ─▶ head · data · trailers ─▶ complete, or failed
 * </pre>
 *
 * <p>It encodes without a table, decodes with one of {@code 4096} bytes, and takes no push. A
 * request without a body whose answer is taken at once allocates nothing, once a stream has been
 * used before. All by one thread at a time; an output is passed for the length of a call, and what
 * is told meanwhile may use the same one.
 */
public final class ClientConnection {
  /** What RFC 9113 section 6.5.2 wants a server to take at least; until it has said how many. */
  private static final int STREAMS_AT_FIRST = 100;

  private final ClientLimits limits;
  private final ClientStreams streams = new ClientStreams();
  private final SendWindow sending = new SendWindow(streams);
  private final ResponseFrames frames;
  private final FrameParser parser;
  private int next = 1;
  private ConnectionError failure;
  private boolean left;

  public ClientConnection(ClientLimits limits) {
    this.limits = limits;
    frames = new ResponseFrames(limits, streams, sending);
    // Fields that are too long by a little cost their request; by far, the connection.
    parser = FrameParser.ofServer(frames, 2 * limits.headerBytes());
  }

  /** Writes what a client says first (RFC 9113 section 3.4). Called once, before all else. */
  public void begin(Output out) {
    out.put(FrameParser.PREFACE);
    FrameWriter.settings(
        out,
        PeerSettings.ENABLE_PUSH,
        0,
        PeerSettings.INITIAL_WINDOW_SIZE,
        limits.streamWindow(),
        PeerSettings.MAX_HEADER_LIST_SIZE,
        limits.headerBytes());
    int more = limits.connectionWindow() - PeerSettings.WINDOW;
    if (more > 0) {
      FrameWriter.windowUpdate(0, more, out);
    }
  }

  // Requests.

  /** How many requests may be begun now, beside those under way. */
  public int room() {
    if (failure != null || left || frames.isLeaving() || next < 0) {
      return 0;
    }
    long most = parser.hasBegun() ? frames.settings().maxStreams() : STREAMS_AT_FIRST;
    return Math.clamp(most - streams.size(), 0, Integer.MAX_VALUE);
  }

  /** Requests under way. */
  public int underWay() {
    return streams.size();
  }

  /**
   * Begins a request; there has to be {@link #room}.
   *
   * @param last whether it has no body
   * @return the stream's number
   */
  public int open(RequestBlock request, boolean last, ResponseTarget target, Output out) {
    if (room() == 0) {
      throw new IllegalStateException("this connection takes no more requests just now");
    }
    int id = next;
    // Behind the last of all it is negative.
    next += 2;
    frames.began(id);
    streams
        .add()
        .begin(
            id,
            target,
            request.isHead(),
            last,
            frames.settings().initialWindow(),
            limits.streamWindow());
    sending.request(request, last, id, out);
    return id;
  }

  /**
   * Sends a piece of a request's body. A server that has answered, or reset the stream, wants no
   * more of it: all of it is then taken, and nothing sent.
   *
   * @param last whether the body ends with it; it may be empty then
   * @return how many bytes were taken; when fewer than given, {@link ResponseTarget#writable} is
   *     called once there is room
   */
  public int send(int stream, byte[] bytes, int from, int to, boolean last, Output out) {
    ClientStream open = streams.get(stream);
    if (open == null || open.localEnded) {
      return to - from;
    }
    int taken = sending.data(open, bytes, from, to, last, out);
    if (open.localEnded && open.remoteEnded) {
      streams.remove(open);
    }
    return taken;
  }

  /**
   * Bytes of an answer that {@link ResponseTarget#data} was not done with. Behind a failure and a
   * cancelling there are none.
   */
  public void consumed(int stream, int count, Output out) {
    frames.consumed(streams.get(stream), count, out);
  }

  /** Gives a request up, of which nothing is told from then on. */
  public void cancel(int stream, ErrorCode code, Output out) {
    ClientStream open = streams.get(stream);
    if (open != null) {
      frames.cancel(open, code, out);
    }
  }

  // What comes.

  /**
   * Takes bytes of the server from {@code bytes[from, to)}.
   *
   * @return how many; the others are to be offered again, with those behind them
   */
  public int receive(byte[] bytes, int from, int to, Output out) {
    if (failure != null) {
      return to - from;
    }
    frames.answersTo(out);
    int at = from;
    try {
      boolean more = true;
      while (more && at < to && !out.isFull()) {
        int count = parser.read(bytes, at, to);
        at += count;
        more = count > 0;
      }
    } catch (ConnectionError e) {
      fail(e, out);
      return to - from;
    } finally {
      frames.answersTo(null);
    }
    return at - from;
  }

  private void fail(ConnectionError error, Output out) {
    failure = error;
    // No stream of the server's was ever worked on.
    FrameWriter.goAway(0, error.code(), error.getMessage(), out);
    ended("the server broke a rule of HTTP/2: " + error.getMessage());
  }

  /** The connection is gone: so are all requests under way. */
  public void ended(String reason) {
    left = true;
    streams.forEachAbove(
        0,
        stream -> {
          ResponseTarget target = stream.target;
          boolean complete = stream.remoteEnded;
          streams.remove(stream);
          if (!complete) {
            target.failed(new StreamFailure(Kind.CONNECTION, reason));
          }
        });
  }

  /** Says that no request follows those under way. */
  public void leave(Output out) {
    if (!left) {
      left = true;
      FrameWriter.goAway(0, ErrorCode.NO_ERROR, "", out);
    }
  }

  // How it stands.

  /** True when nothing more will be sent or told: the connection may be closed. */
  public boolean isOver() {
    return failure != null || streams.isEmpty() && (left || frames.isLeaving() || next < 0);
  }

  /** Why it ended, when what came was not HTTP/2; else null. */
  public String failure() {
    return failure == null ? null : failure.getMessage();
  }

  /** True once the server's settings have come: it speaks HTTP/2. */
  public boolean hasBegun() {
    return parser.hasBegun();
  }
}
