// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.client;

import java.util.Arrays;
import socketlab.protocol.websocket.CloseCode;
import socketlab.protocol.websocket.FrameHead;
import socketlab.protocol.websocket.Frames;
import socketlab.protocol.websocket.Utf8;
import socketlab.protocol.websocket.WebSocketError;

/**
 * Reads what a server sends, in whatever pieces it comes, into whole messages (RFC 6455 section 5).
 * A frame that came whole is handed on where it lies; of others it keeps what has come. Not
 * thread-safe.
 */
public final class MessageReader {
  /** Told of what has come; called while bytes are taken. */
  public interface Sink {
    /**
     * A whole message: {@code bytes[from, from + length)}, valid during the call.
     *
     * @param opcode {@link Frames#TEXT}, then it is UTF-8, or {@link Frames#BINARY}
     */
    void message(int opcode, byte[] bytes, int from, int length);

    /**
     * A ping, which is to be answered by a pong of the same bytes.
     *
     * @param payload a copy, at most 125 bytes
     */
    void ping(byte[] payload);

    /**
     * The server closes; nothing comes behind it.
     *
     * @param code {@link CloseCode#NONE} when it said none
     */
    void close(int code);
  }

  private static final byte[] NOTHING = {};
  private static final int NO_MESSAGE = -1;

  private final FrameHead head = FrameHead.ofServer();
  private final Utf8 utf8 = new Utf8();
  private final Sink sink;
  private final int most;

  /** Whether a head has been read, and bytes of its payload are to come. */
  private boolean inFrame;

  private long left;

  /** The opcode of the message that has begun. */
  private int message = NO_MESSAGE;

  /** Of the message so far; a control frame that falls into it has a place of its own. */
  private byte[] kept = NOTHING;

  private int size;
  private byte[] control = NOTHING;
  private int controlSize;
  private boolean closed;

  /**
   * @param most bytes that a message may have
   */
  public MessageReader(int most, Sink sink) {
    this.most = most;
    this.sink = sink;
  }

  /**
   * Takes bytes of {@code bytes[from, to)}.
   *
   * @return how many; all but of an unfinished head, which is to be offered again with more behind
   * @throws WebSocketError when these are no frames of a server, or a message is too long
   */
  public int take(byte[] bytes, int from, int to) throws WebSocketError {
    int at = from;
    while (!closed && at < to) {
      if (!inFrame) {
        int length = head.read(bytes, at, to);
        if (length == FrameHead.NEED_MORE) {
          return at - from;
        }
        at += length;
        begin();
      }
      int count = (int) Math.min(left, to - at);
      payload(bytes, at, count);
      at += count;
    }
    // What stands behind a Close means nothing.
    return closed ? to - from : at - from;
  }

  private void begin() throws WebSocketError {
    inFrame = true;
    left = head.length;
    if (Frames.isControl(head.opcode)) {
      control = new byte[(int) left];
      controlSize = 0;
      return;
    }
    if (head.opcode == Frames.CONTINUATION == (message == NO_MESSAGE)) {
      throw WebSocketError.protocol(
          message == NO_MESSAGE
              ? "a message is continued that did not begin"
              : "a message begins within another");
    }
    if (left > most - size) {
      throw new WebSocketError(
          CloseCode.TOO_BIG, "a message is at most " + most + " bytes long here");
    }
    if (message == NO_MESSAGE) {
      message = head.opcode;
      utf8.reset();
    }
  }

  private void payload(byte[] bytes, int from, int count) throws WebSocketError {
    boolean whole = count == head.length && size == 0;
    left -= count;
    if (Frames.isControl(head.opcode)) {
      System.arraycopy(bytes, from, control, controlSize, count);
      controlSize += count;
      if (left == 0) {
        inFrame = false;
        control();
      }
      return;
    }
    if (message == Frames.TEXT && !utf8.accept(bytes, from, from + count)) {
      throw new WebSocketError(CloseCode.INVALID_DATA, "a text is no UTF-8");
    }
    boolean ends = left == 0 && head.fin;
    if (!(ends && whole)) {
      keep(bytes, from, count);
    }
    if (left == 0) {
      inFrame = false;
    }
    if (ends) {
      if (message == Frames.TEXT && !utf8.isWhole()) {
        throw new WebSocketError(CloseCode.INVALID_DATA, "a text ends within a character");
      }
      int opcode = message;
      message = NO_MESSAGE;
      sink.message(opcode, whole ? bytes : kept, whole ? from : 0, whole ? count : size);
      size = 0;
      kept = NOTHING;
    }
  }

  private void keep(byte[] bytes, int from, int count) {
    if (kept.length - size < count) {
      kept = Arrays.copyOf(kept, Math.min(most, Math.max(size + count, 2 * kept.length)));
    }
    System.arraycopy(bytes, from, kept, size, count);
    size += count;
  }

  private void control() throws WebSocketError {
    switch (head.opcode) {
      case Frames.PING -> sink.ping(control);
      case Frames.CLOSE -> {
        if (control.length == 1) {
          throw WebSocketError.protocol("a Close's payload has one byte");
        }
        closed = true;
        sink.close(
            control.length == 0 ? CloseCode.NONE : (control[0] & 0xff) << 8 | control[1] & 0xff);
      }
      default -> {
        // A pong that was not asked for is to be passed over, section 5.5.3.
      }
    }
    control = NOTHING;
  }
}
