// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1.client;

import java.util.Arrays;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http1.BodySink;
import socketlab.protocol.http1.ChunkedBody;

/**
 * Finds where each response of a stream ends, and keeps its status: what a client needs that counts
 * answers and does not read them (RFC 9112 section 6.3). The requests are GETs.
 *
 * <pre>
 *   HEAD ──length──▶ BODY ────────▶ COMPLETE ──next──▶ HEAD
 *     ├──chunked───▶ CHUNKS ──────────▲ ▲
 *     └──neither───▶ UNTIL_CLOSE ──end──┘
 * </pre>
 *
 * <p>A server says the same thing again and again, so a head that equals the one before is not
 * parsed twice. Allocates nothing while heads repeat and bodies have a length. Not thread-safe.
 */
public final class ResponseScanner {
  /** The longest head it takes, in bytes. */
  private static final int MOST_HEAD_BYTES = 64 * 1024;

  private enum State {
    HEAD,
    BODY,
    CHUNKS,
    UNTIL_CLOSE,
    COMPLETE
  }

  private final ResponseHead head = new ResponseHead(false);
  private byte[] known = {};
  private State state = State.HEAD;
  private long left;
  private ChunkedBody chunks;

  /**
   * Takes bytes of one response from {@code bytes[from, to)}.
   *
   * @return how many; of an unfinished head none, it is to be offered again with more behind it
   * @throws HttpError when this is no response, or where it ends cannot be known
   */
  public int scan(byte[] bytes, int from, int to) throws HttpError {
    int at = from;
    if (state == State.HEAD) {
      at += head(bytes, from, to);
    }
    switch (state) {
      case BODY -> {
        int count = (int) Math.min(left, to - at);
        left -= count;
        at += count;
        if (left == 0) {
          state = State.COMPLETE;
        }
      }
      case CHUNKS -> {
        at = chunks.take(bytes, at, to, BodySink.NOWHERE);
        if (chunks.isComplete()) {
          state = State.COMPLETE;
        }
      }
      case UNTIL_CLOSE -> at = to;
      case HEAD, COMPLETE -> {}
    }
    return at - from;
  }

  private int head(byte[] bytes, int from, int to) throws HttpError {
    int length = known.length;
    if (length == 0
        || to - from < length
        || !Arrays.equals(bytes, from, from + length, known, 0, length)) {
      length = ResponseHead.length(bytes, from, to);
      if (length < 0) {
        if (to - from > MOST_HEAD_BYTES) {
          throw HttpError.bad("a response's head is longer than " + MOST_HEAD_BYTES + " bytes");
        }
        return 0;
      }
      known = new byte[0];
      head.parse(bytes, from, from + length);
      known = Arrays.copyOfRange(bytes, from, from + length);
    }
    begin();
    return length;
  }

  private void begin() {
    if (head.isInterim()) {
      // 100 and 103 come before the answer; 101 is not asked for.
      return;
    }
    if (head.hasNoBody()) {
      state = State.COMPLETE;
    } else if (head.chunked) {
      chunks = new ChunkedBody(MOST_HEAD_BYTES, Long.MAX_VALUE);
      state = State.CHUNKS;
    } else if (head.length >= 0) {
      left = head.length;
      state = left == 0 ? State.COMPLETE : State.BODY;
    } else {
      state = State.UNTIL_CLOSE;
    }
  }

  /**
   * The peer has ended.
   *
   * @return true when that is how this response says where it ends
   */
  public boolean endOfInput() {
    if (state == State.UNTIL_CLOSE) {
      state = State.COMPLETE;
      return true;
    }
    return false;
  }

  /** True when the response is whole; {@link #next} then begins the one behind it. */
  public boolean isComplete() {
    return state == State.COMPLETE;
  }

  /** Of the response that is complete: 200 to 599. */
  public int status() {
    return head.status;
  }

  /** True when the server will close behind the response that is complete. */
  public boolean isLast() {
    return head.close;
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
