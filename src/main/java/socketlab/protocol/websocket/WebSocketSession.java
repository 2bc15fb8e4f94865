// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import java.util.concurrent.TimeUnit;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.websocket.deflate.DeflateTerms;

/**
 * The server's side of a WebSocket, from behind the opening handshake to its end.
 *
 * <pre>
 *            ┌── message · Ping ──┐
 *            ▼                    │           the peer's Close, answered
 *          OPEN ──────────────────┴──────────────────────────────────▶ CLOSED
 *            ├── our Close: the handler's · the server stops ──▶ CLOSING ──▶ ▲
 *            │                               its answer, or no patience left ┘
 *            └── broken rule · limit · failed handler ──▶ FAILED
 * </pre>
 *
 * <p>One message is worked on at a time, and no other is taken meanwhile: messages of a connection
 * have an order. A message that comes in one frame and one piece is given to the handler where it
 * lies, and nothing is allocated for it.
 */
public final class WebSocketSession implements Session {
  private enum Stage {
    OPEN,
    /** Our Close has been sent, the peer's is awaited; what comes before it is passed over. */
    CLOSING,
    CLOSED,
    /** As CLOSED, but the peer may still be sending. */
    FAILED
  }

  /** How long the peer may take to answer a Close. */
  private static final long TO_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** No message has begun. */
  private static final int NONE = -1;

  private final WebSocketConfig config;
  private final Peer peer;
  private final WebSocketHandler handler;
  private final Sender sender;
  private final FrameHead head;

  /** Null when no compression was agreed on. */
  private final MessageDeflate deflate;

  private final Utf8 utf8 = new Utf8();
  private final MessageBuffer message;

  private Stage stage = Stage.OPEN;

  /** The opcode that the message under way began with, or {@link #NONE}. */
  private int kind = NONE;

  /** The message under way is compressed. */
  private boolean compressed;

  /** Bytes of the data frame under way that have not come; 0 between two frames. */
  private long left;

  /** With a worker; nothing more is taken until it is done. */
  private MessageTask task;

  /** The workers had no room for {@link #task}. */
  private boolean refused;

  private boolean opened;
  private boolean stopping;

  /** When the peer was last heard, or our Close sent. */
  private long since;

  /** It has been silent for long, and was sent a Ping. */
  private boolean pinged;

  private int peerCode = CloseCode.ABNORMAL;
  private int taken;

  private WebSocketSession(
      WebSocketConfig config, WebSocketHandler handler, DeflateTerms terms, Peer peer) {
    this.config = config;
    this.handler = handler;
    this.peer = peer;
    deflate = terms == null ? null : new MessageDeflate(config.deflate().orElseThrow(), terms);
    head = FrameHead.ofClient(deflate != null);
    sender = new Sender(peer, deflate);
    message = new MessageBuffer(config.messageBytes());
    since = peer.now();
  }

  /** Opens the session of one connection, with its own handler. */
  public static SessionFactory factory(WebSocketConfig config, WebSocketHandler handler) {
    return factory(config, handler, null);
  }

  /**
   * Likewise.
   *
   * @param terms of the compression that was agreed on; null when none was
   */
  static SessionFactory factory(
      WebSocketConfig config, WebSocketHandler handler, DeflateTerms terms) {
    return peer -> new WebSocketSession(config, handler, terms, peer);
  }

  // What comes.

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    heard();
    if (!opened) {
      goOn(out);
    }
    int at = from;
    try {
      while (at < to && wantsInput() && !out.isFull()) {
        int next = left > 0 ? payload(bytes, at, to, out) : frame(bytes, at, to, out);
        if (next == at) {
          break;
        }
        at = next;
      }
    } catch (WebSocketError e) {
      fail(e.code(), e.getMessage(), out);
    }
    return at - from;
  }

  private void heard() {
    pinged = false;
    if (stage == Stage.OPEN) {
      since = peer.now();
    }
  }

  /** Behind the frame that begins here, or its head at least; {@code at} when more is needed. */
  private int frame(byte[] bytes, int at, int to, Output out) throws WebSocketError {
    int headLength = head.read(bytes, at, to);
    if (headLength == FrameHead.NEED_MORE) {
      return at;
    }
    int begin = at + headLength;
    if (Frames.isControl(head.opcode)) {
      if (to - begin < head.length) {
        return at;
      }
      int end = begin + (int) head.length;
      Frames.unmask(bytes, begin, end, head.key, 0);
      control(bytes, begin, end, out);
      return end;
    }
    if (head.opcode == Frames.CONTINUATION ? kind == NONE : kind != NONE) {
      throw WebSocketError.protocol(
          kind == NONE
              ? "a continuation has nothing to go on with"
              : "a message begins before the last one has ended");
    }
    if (kind == NONE) {
      kind = head.opcode;
      compressed = head.compressed;
    }
    message.announce(head.length, compressed);
    if (head.fin && message.size() == 0 && head.length <= to - begin) {
      int end = begin + (int) head.length;
      Frames.unmask(bytes, begin, end, head.key, 0);
      check(bytes, begin, end);
      whole(bytes, begin, (int) head.length, out);
      return end;
    }
    left = head.length;
    if (left == 0) {
      endOfFrame(out);
    }
    return begin;
  }

  /** A part of a data frame. */
  private int payload(byte[] bytes, int at, int to, Output out) throws WebSocketError {
    int end = (int) Math.min(to, at + left);
    int size = message.size();
    message.append(bytes, at, end, head.key, head.length - left);
    left -= end - at;
    check(message.bytes(), size, message.size());
    if (left == 0) {
      endOfFrame(out);
    }
    return end;
  }

  /**
   * Text is looked at as it comes: RFC 6455 section 8.1 lets us fail as soon as it is wrong. What
   * is compressed has to be whole first.
   */
  private void check(byte[] bytes, int from, int to) throws WebSocketError {
    if (kind == Frames.TEXT && !compressed && !utf8.accept(bytes, from, to)) {
      throw notUtf8();
    }
  }

  private static WebSocketError notUtf8() {
    return new WebSocketError(CloseCode.INVALID_DATA, "text is not UTF-8");
  }

  private void endOfFrame(Output out) throws WebSocketError {
    if (head.fin) {
      byte[] bytes = message.bytes();
      int size = message.size();
      message.clear();
      whole(bytes, 0, size, out);
    }
  }

  private void whole(byte[] bytes, int from, int length, Output out) throws WebSocketError {
    if (!compressed) {
      plain(bytes, from, length, out);
      return;
    }
    compressed = false;
    byte[] inflated = deflate.inflate(bytes, from, length, config.messageBytes());
    check(inflated, 0, inflated.length);
    plain(inflated, 0, inflated.length, out);
  }

  private void plain(byte[] bytes, int from, int length, Output out) throws WebSocketError {
    if (!utf8.isWhole()) {
      throw notUtf8();
    }
    boolean text = kind == Frames.TEXT;
    kind = NONE;
    if (stage == Stage.CLOSING) {
      return;
    }
    taken++;
    if (peer.handlers().areInPlace()) {
      sender.into(out);
      try {
        handler.message(sender, text, bytes, from, length);
      } catch (Throwable e) {
        failed(e, out);
      }
      returned();
    } else {
      task = new MessageTask(handler, config, peer, deflate, text, bytes, from, length);
      refused = !peer.handlers().offer(task, peer);
    }
  }

  private void control(byte[] bytes, int from, int to, Output out) throws WebSocketError {
    switch (head.opcode) {
      case Frames.PING -> {
        if (stage == Stage.OPEN) {
          Frames.put(Frames.PONG, bytes, from, to - from, out);
        }
      }
      case Frames.CLOSE -> closedByPeer(bytes, from, to, out);
      default -> {
        // A Pong: that it came is all it says.
      }
    }
  }

  private void closedByPeer(byte[] bytes, int from, int to, Output out) throws WebSocketError {
    int code = CloseCode.NONE;
    if (to - from == 1) {
      throw WebSocketError.protocol("a Close has half a status code");
    }
    if (to > from) {
      code = (bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff;
      if (!CloseCode.maySend(code)) {
        throw WebSocketError.protocol("a Close says " + code + ", which none may");
      }
      Utf8 reason = new Utf8();
      if (!reason.accept(bytes, from + 2, to) || !reason.isWhole()) {
        throw notUtf8();
      }
    }
    peerCode = code;
    if (stage == Stage.OPEN) {
      Frames.putClose(code, "", out);
    }
    stage = Stage.CLOSED;
    sender.end();
  }

  // The handler.

  /** A handler is not trusted: whatever it throws, the loop and the other connections live on. */
  private void failed(Throwable e, Output out) {
    config.failures().accept(e);
    fail(CloseCode.INTERNAL_ERROR, "the handler failed", out);
  }

  private void returned() {
    sender.release();
    closedByHandler(sender.isClosed());
  }

  private void closedByHandler(boolean closed) {
    if (closed && stage == Stage.OPEN) {
      closing();
    }
  }

  private void closing() {
    stage = Stage.CLOSING;
    since = peer.now();
    sender.end();
  }

  @Override
  public void resume(Output out) {
    if (refused) {
      refused = !peer.handlers().offer(task, peer);
    }
    if (task != null && task.isDone()) {
      finish(task, out);
    }
    if (stage != Stage.OPEN || task != null) {
      return;
    }
    goOn(out);
  }

  /** The handler may have something to say by itself: at the beginning, and when it was woken. */
  private void goOn(Output out) {
    sender.into(out);
    try {
      if (opened) {
        handler.resumed(sender);
      } else {
        opened = true;
        handler.opened(sender);
      }
    } catch (Throwable e) {
      failed(e, out);
    }
    returned();
  }

  private void finish(MessageTask done, Output out) {
    task = null;
    since = peer.now();
    if (stage != Stage.OPEN) {
      return;
    }
    out.putAll(done.output());
    if (done.hasFailed()) {
      fail(CloseCode.INTERNAL_ERROR, "the handler failed", out);
    }
    closedByHandler(done.hasClosed());
    if (stopping) {
      goAway(out);
    }
  }

  // Its end.

  /** Says why, and takes nothing more: RFC 6455 section 7.1.7. */
  private void fail(int code, String reason, Output out) {
    if (stage == Stage.OPEN && !sender.isClosed()) {
      Frames.putClose(code, reason, out);
    }
    stage = Stage.FAILED;
    sender.end();
    message.clear();
  }

  private void goAway(Output out) {
    if (stage == Stage.OPEN && task == null) {
      Frames.putClose(CloseCode.GOING_AWAY, "the server stops", out);
      closing();
    }
  }

  @Override
  public void endOfInput(Output out) {
    if (stage != Stage.FAILED) {
      stage = Stage.CLOSED;
    }
  }

  @Override
  public void timeout(Output out) {
    if (stage == Stage.OPEN && !pinged) {
      pinged = true;
      Frames.put(Frames.PING, new byte[0], 0, 0, out);
    } else if (stage == Stage.OPEN) {
      fail(CloseCode.POLICY, "nothing was heard for too long", out);
    } else {
      stage = Stage.FAILED;
    }
  }

  @Override
  public void overloaded(Output out) {
    fail(CloseCode.TRY_AGAIN_LATER, "there is no memory for this message just now", out);
  }

  @Override
  public void stop(Output out) {
    stopping = true;
    goAway(out);
  }

  @Override
  public void closed() {
    try {
      handler.closed(peerCode);
    } catch (Throwable e) {
      config.failures().accept(e);
    }
  }

  // What the owner asks.

  @Override
  public State state() {
    return switch (stage) {
      case OPEN, CLOSING -> State.OPEN;
      case CLOSED -> State.OVER;
      case FAILED -> State.TURNED_AWAY;
    };
  }

  @Override
  public Awaits awaits() {
    if (task != null) {
      return Awaits.ANSWER;
    }
    return kind != NONE || stage == Stage.CLOSING ? Awaits.REST : Awaits.MESSAGE;
  }

  @Override
  public boolean wantsInput() {
    return task == null && (stage == Stage.OPEN || stage == Stage.CLOSING);
  }

  @Override
  public boolean wantsDrain() {
    return stage == Stage.OPEN && sender.saidFull();
  }

  @Override
  public long deadline() {
    return switch (stage) {
      case OPEN ->
          task != null ? NEVER : since + (pinged ? config.idleNanos() : config.idleNanos() / 2);
      case CLOSING -> since + TO_CLOSE_NANOS;
      case CLOSED, FAILED -> NEVER;
    };
  }

  @Override
  public int kept() {
    return message.kept() + (task == null ? 0 : task.kept());
  }

  @Override
  public int taken() {
    int count = taken;
    taken = 0;
    return count;
  }
}
