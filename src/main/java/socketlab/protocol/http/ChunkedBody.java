// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

/**
 * Takes a chunked body apart, byte by byte of framing and run by run of data (RFC 9112 section
 * 7.1).
 *
 * <pre>
 *   SIZE ──digits──▶ SIZE ──";"──▶ EXTENSION ─┐
 *     └─────CR──────────────────────────CR────┴▶ SIZE_LF ──▶ DATA ──▶ DATA_CR ──▶ DATA_LF ──▶ SIZE
 *                                                   └─ size 0 ─▶ TRAILER … ─▶ END
 * </pre>
 *
 * <p>Extensions and trailer fields are read past and not kept. Blanks after a size are refused
 * although the RFC lets one skip them: readers that disagree on them have been used to smuggle
 * requests.
 */
final class ChunkedBody {
  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER,
    TRAILER_LF,
    END_LF,
    END
  }

  /** Enough for any size that is not refused anyway, few enough not to be a place to hide bytes. */
  private static final int SIZE_DIGITS = 16;

  private final HttpLimits limits;
  private State state = State.SIZE;
  private long size;
  private int digits;

  /**
   * Bytes of extensions and trailer, of the whole message: a chunk may not bring a fresh allowance.
   */
  private int framing;

  private boolean colon;

  ChunkedBody(HttpLimits limits) {
    this.limits = limits;
  }

  boolean isComplete() {
    return state == State.END;
  }

  /**
   * Takes what it can of {@code bytes[from, to)} and appends the data to {@code body}.
   *
   * @return where it stopped: {@code to}, or behind the body's last byte
   */
  int take(byte[] bytes, int from, int to, Body body) throws HttpError {
    int p = from;
    while (p < to && state != State.END) {
      if (state == State.DATA) {
        int count = (int) Math.min(size, to - p);
        body.append(bytes, p, count);
        p += count;
        size -= count;
        if (size == 0) {
          state = State.DATA_CR;
        }
      } else {
        step(bytes[p++], body);
      }
    }
    return p;
  }

  private void step(byte b, Body body) throws HttpError {
    switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> {
        bounded();
        if (b == '\r') {
          state = State.SIZE_LF;
        } else if (!Ascii.is(Ascii.VALUE, b)) {
          throw HttpError.bad("a chunk extension holds a control byte");
        }
      }
      case SIZE_LF -> {
        expect(b, '\n');
        if (size > limits.bodyBytes() - body.length()) {
          throw body.tooLarge();
        }
        state = size == 0 ? State.TRAILER_START : State.DATA;
      }
      case DATA_CR -> {
        expect(b, '\r');
        state = State.DATA_LF;
      }
      case DATA_LF -> {
        expect(b, '\n');
        digits = 0;
        state = State.SIZE;
      }
      case TRAILER_START -> {
        bounded();
        colon = false;
        if (b == '\r') {
          state = State.END_LF;
        } else {
          state = State.TRAILER;
          trailer(b, true);
        }
      }
      case TRAILER -> {
        bounded();
        trailer(b, false);
      }
      case TRAILER_LF -> {
        expect(b, '\n');
        state = State.TRAILER_START;
      }
      case END_LF -> {
        expect(b, '\n');
        state = State.END;
      }
      case DATA, END -> throw new IllegalStateException(state.name());
    }
  }

  private void size(byte b) throws HttpError {
    int digit = Ascii.hex(b);
    if (digit >= 0) {
      if (++digits > SIZE_DIGITS) {
        throw HttpError.bad("a chunk size has more than " + SIZE_DIGITS + " digits");
      }
      // Once above any limit it stays there, rather than wrap.
      size = digits == 1 ? digit : Math.min(size, Long.MAX_VALUE >> 8) * 16 + digit;
    } else if (digits > 0 && b == '\r') {
      state = State.SIZE_LF;
    } else if (digits > 0 && b == ';') {
      state = State.EXTENSION;
    } else {
      throw HttpError.bad("a chunk size is not a hexadecimal number");
    }
  }

  private void trailer(byte b, boolean first) throws HttpError {
    if (colon) {
      if (b == '\r') {
        state = State.TRAILER_LF;
      } else if (!Ascii.is(Ascii.VALUE, b)) {
        throw HttpError.bad("a trailer line holds a control byte");
      }
    } else if (b == ':' && !first) {
      colon = true;
    } else if (!Ascii.is(Ascii.TOKEN, b)) {
      throw HttpError.bad("a trailer line does not begin with a name and a colon");
    }
  }

  private void bounded() throws HttpError {
    if (++framing > limits.headerBytes()) {
      throw new HttpError(
          Status.HEADER_FIELDS_TOO_LARGE,
          "chunk extensions and trailer are longer than " + limits.headerBytes() + " bytes");
    }
  }

  private static void expect(byte b, char wanted) throws HttpError {
    if (b != wanted) {
      throw HttpError.bad("a chunk does not end where its size says");
    }
  }
}
