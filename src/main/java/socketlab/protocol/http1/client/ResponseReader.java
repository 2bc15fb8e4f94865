// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.grammar.Ascii;
import socketlab.protocol.http1.BodySink;
import socketlab.protocol.http1.ChunkedBody;

/**
 * Reads the responses of one connection, one after another: the head first, whose fields may be
 * asked for, then the body, which goes to a sink as it comes, free of its framing (RFC 9112 section
 * 6.3). The requests are GETs.
 *
 * <pre>
 *   HEAD ──▶ HEAD_READ ──length──▶ BODY ────────▶ COMPLETE ──next──▶ HEAD
 *                ├──chunked───▶ CHUNKS ──────────▲ ▲
 *                └──neither───▶ UNTIL_CLOSE ──end──┘
 * </pre>
 *
 * <p>{@link #read} stops behind a head, so that its owner can look at it before the body comes. A
 * server says the same thing again and again, so a head that equals the one before is not parsed
 * twice: nothing is allocated while heads repeat and bodies have a length. Not thread-safe.
 */
public final class ResponseReader {
  /** The longest head it takes, in bytes. */
  private static final int MOST_HEAD_BYTES = 64 * 1024;

  private enum State {
    HEAD,
    HEAD_READ,
    BODY,
    CHUNKS,
    UNTIL_CLOSE,
    COMPLETE
  }

  private final ResponseHead head;
  private final BodySink body;

  /** The head that was read last, and whether it was the last one to be parsed. */
  private byte[] text = {};

  private boolean isParsed;
  private State state = State.HEAD;
  private long left;
  private ChunkedBody chunks;

  /**
   * @param mayUpgrade whether the request asked for another protocol, so that 101 may answer it
   * @param body of each response; takes all that it is offered
   */
  public ResponseReader(boolean mayUpgrade, BodySink body) {
    this.head = new ResponseHead(mayUpgrade);
    this.body = body;
  }

  /**
   * Takes bytes of one response from {@code bytes[from, to)}: a head alone, or a part of the body.
   *
   * @return how many; of an unfinished head none, it is to be offered again with more behind it
   * @throws HttpError when this is no response, or where it ends cannot be known
   */
  public int read(byte[] bytes, int from, int to) throws HttpError {
    if (state == State.HEAD) {
      return head(bytes, from, to);
    }
    if (state == State.HEAD_READ) {
      begin();
    }
    int at = from;
    switch (state) {
      case BODY -> {
        int count = (int) Math.min(left, to - from);
        body.take(bytes, from, from + count);
        left -= count;
        at += count;
        if (left == 0) {
          state = State.COMPLETE;
        }
      }
      case CHUNKS -> {
        at = chunks.take(bytes, from, to, body);
        if (chunks.isComplete()) {
          state = State.COMPLETE;
        }
      }
      case UNTIL_CLOSE -> {
        body.take(bytes, from, to);
        at = to;
      }
      case HEAD, HEAD_READ, COMPLETE -> {}
    }
    return at - from;
  }

  private int head(byte[] bytes, int from, int to) throws HttpError {
    if (isAgain(bytes, from, to)) {
      state = head.hasNoBody() ? State.COMPLETE : State.HEAD_READ;
      return text.length;
    }
    int length = ResponseHead.length(bytes, from, to);
    if (length < 0) {
      if (to - from > MOST_HEAD_BYTES) {
        throw HttpError.bad("a response's head is longer than " + MOST_HEAD_BYTES + " bytes");
      }
      return 0;
    }
    isParsed = false;
    head.parse(bytes, from, from + length);
    if (!head.isInterim()) {
      // 100 and 103 come before the answer, and say nothing of it.
      text = Arrays.copyOfRange(bytes, from, from + length);
      isParsed = true;
      state = head.hasNoBody() ? State.COMPLETE : State.HEAD_READ;
    }
    return length;
  }

  private boolean isAgain(byte[] bytes, int from, int to) {
    return isParsed
        && to - from >= text.length
        && Arrays.equals(bytes, from, from + text.length, text, 0, text.length);
  }

  private void begin() {
    if (head.chunked) {
      chunks = new ChunkedBody(MOST_HEAD_BYTES, Long.MAX_VALUE);
      state = State.CHUNKS;
    } else if (head.length >= 0) {
      left = head.length;
      state = left == 0 ? State.COMPLETE : State.BODY;
    } else {
      state = State.UNTIL_CLOSE;
    }
  }

  /** True from when the head has been read until {@link #next}. */
  public boolean hasHead() {
    return state != State.HEAD;
  }

  /** Of the response whose head has been read: 101, or 200 to 599. */
  public int status() {
    return head.status;
  }

  /** The first line of this field, without blanks around it; null when there is none. */
  public String field(String name) {
    int line = lineEnd(0) + 2;
    while (line < text.length - 2) {
      int end = lineEnd(line);
      int colon = Ascii.indexOf((byte) ':', text, line, end);
      if (colon > line && Ascii.isIgnoringCase(name, text, line, colon)) {
        return new String(text, colon + 1, end - colon - 1, ISO_8859_1).strip();
      }
      line = end + 2;
    }
    return null;
  }

  private int lineEnd(int from) {
    int at = Ascii.indexOf((byte) '\r', text, from, text.length);
    while (text[at + 1] != '\n') {
      at = Ascii.indexOf((byte) '\r', text, at + 1, text.length);
    }
    return at;
  }

  /** True when the response is whole; {@link #next} then begins the one behind it. */
  public boolean isComplete() {
    return state == State.COMPLETE || state == State.HEAD_READ && head.length == 0 && !head.chunked;
  }

  /** True when the server will close behind the response whose head has been read. */
  public boolean isLast() {
    return head.close;
  }

  /**
   * The peer has ended.
   *
   * @return true when that is how this response says where it ends
   */
  public boolean endOfInput() {
    boolean untilClose =
        state == State.UNTIL_CLOSE || state == State.HEAD_READ && !head.chunked && head.length < 0;
    if (untilClose) {
      state = State.COMPLETE;
    }
    return untilClose;
  }

  public void next() {
    state = State.HEAD;
  }

  /** Forgets the connection, for a new one. */
  public void reset() {
    state = State.HEAD;
    chunks = null;
  }
}
