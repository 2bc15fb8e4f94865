// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.Status;
import socketlab.protocol.http.grammar.Ascii;

/**
 * Takes a chunked body apart, byte by byte of framing and run by run of data (RFC 9112 section
 * 7.1).
 *
 * <pre>
 *   SIZE ──";"──▶ NAME ──"="──▶ VALUE ──▶ TOKEN ───────────┐
 *     │            │ ▲             └────▶ QUOTED ─▶ QUOTED_END
 *     │            │ └──";"─────────────────────────────────┤
 *     └─CR─────────┴─CR─────────────────────────────────CR──┴▶ SIZE_LF ──▶ DATA ─▶ DATA_CR ─▶ DATA_LF ─▶ SIZE
 *                                                                 └─ size 0 ─▶ TRAILER … ─▶ END
 * </pre>
 *
 * <p>Extensions are checked and not kept; of trailers, the fields are. Blanks around a size, a
 * semicolon or an equals sign are refused although the RFC lets one skip them: readers that
 * disagree on them have been used to smuggle requests.
 */
public final class ChunkedBody {
  private enum State {
    SIZE,
    NAME_START,
    NAME,
    VALUE_START,
    TOKEN,
    QUOTED,
    ESCAPED,
    QUOTED_END,
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

  private final int framingLimit;
  private final long bodyLimit;
  private State state = State.SIZE;
  private long size;
  private int digits;

  /** Bytes of data in all chunks so far, those of the chunk being read with it. */
  private long announced;

  /**
   * Bytes of extensions and trailer, of the whole message: a chunk may not bring a fresh allowance.
   */
  private int framing;

  private boolean colon;

  /** The lines of the trailer; null while there are none. */
  private ByteArrayOutputStream trailer;

  /**
   * @param framingLimit bytes that extensions and trailer may have together
   * @param bodyLimit bytes that the data may have
   */
  public ChunkedBody(int framingLimit, long bodyLimit) {
    this.framingLimit = framingLimit;
    this.bodyLimit = bodyLimit;
  }

  public boolean isComplete() {
    return state == State.END;
  }

  /**
   * Takes what it can of {@code bytes[from, to)} and gives the data to {@code sink}.
   *
   * @return where it stopped: at {@code to}, behind the body's last byte, or where the sink did
   */
  public int take(byte[] bytes, int from, int to, BodySink sink) throws HttpError {
    int p = from;
    while (p < to && state != State.END) {
      if (state == State.DATA) {
        int end = p + (int) Math.min(size, to - p);
        int count = sink.take(bytes, p, end);
        p += count;
        size -= count;
        if (size == 0) {
          state = State.DATA_CR;
        }
        if (p < end) {
          return p;
        }
      } else {
        step(bytes[p++]);
      }
    }
    return p;
  }

  private void step(byte b) throws HttpError {
    switch (state) {
      case SIZE -> size(b);
      case NAME_START, NAME, VALUE_START, TOKEN, QUOTED, ESCAPED, QUOTED_END -> {
        bounded();
        extension(b);
      }
      case SIZE_LF -> {
        expect(b, '\n');
        if (size > bodyLimit - announced) {
          throw HttpError.tooLarge(bodyLimit);
        }
        announced += size;
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
      case TRAILER_START, TRAILER -> {
        bounded();
        trailer(b);
      }
      case TRAILER_LF -> {
        expect(b, '\n');
        trailer.write('\n');
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
      state = State.NAME_START;
    } else {
      throw HttpError.bad("a chunk size is not a hexadecimal number");
    }
  }

  /** ";" token [ "=" ( token / quoted-string ) ], any number of times (RFC 9112 section 7.1.1). */
  private void extension(byte b) throws HttpError {
    boolean token = Ascii.is(Ascii.TOKEN, b);
    state =
        switch (state) {
          case NAME_START -> token ? State.NAME : malformed();
          case NAME -> token ? State.NAME : b == '=' ? State.VALUE_START : behind(b);
          case VALUE_START -> token ? State.TOKEN : b == '"' ? State.QUOTED : malformed();
          case TOKEN -> token ? State.TOKEN : behind(b);
          case QUOTED ->
              b == '"'
                  ? State.QUOTED_END
                  : b == '\\'
                      ? State.ESCAPED
                      : Ascii.is(Ascii.QUOTED, b) ? State.QUOTED : malformed();
          case ESCAPED -> Ascii.is(Ascii.VALUE, b) ? State.QUOTED : malformed();
          default -> behind(b);
        };
  }

  /** What may stand behind a whole extension. */
  private static State behind(byte b) throws HttpError {
    return b == '\r' ? State.SIZE_LF : b == ';' ? State.NAME_START : malformed();
  }

  private static State malformed() throws HttpError {
    throw HttpError.bad("a chunk extension is not a name, maybe with a value");
  }

  private void trailer(byte b) throws HttpError {
    boolean first = state == State.TRAILER_START;
    if (first) {
      colon = false;
      if (b == '\r') {
        state = State.END_LF;
        return;
      }
      state = State.TRAILER;
    }
    if (colon) {
      if (b == '\r') {
        state = State.TRAILER_LF;
        return;
      }
      if (!Ascii.is(Ascii.VALUE, b)) {
        throw HttpError.bad("a trailer line holds a control byte");
      }
    } else if (b == ':' && !first) {
      colon = true;
    } else if (!Ascii.is(Ascii.TOKEN, b)) {
      throw HttpError.bad("a trailer line does not begin with a name and a colon");
    }
    if (trailer == null) {
      trailer = new ByteArrayOutputStream();
    }
    trailer.write(b);
  }

  /** The fields behind the last chunk. */
  public List<Field> trailers() {
    if (trailer == null) {
      return List.of();
    }
    List<Field> fields = new ArrayList<>();
    for (String line : trailer.toString(ISO_8859_1).split("\n")) {
      int end = line.indexOf(':');
      fields.add(new Field(line.substring(0, end), line.substring(end + 1).strip()));
    }
    return fields;
  }

  private void bounded() throws HttpError {
    if (++framing > framingLimit) {
      throw new HttpError(
          Status.HEADER_FIELDS_TOO_LARGE,
          "chunk extensions and trailer are longer than " + framingLimit + " bytes");
    }
  }

  private static void expect(byte b, char wanted) throws HttpError {
    if (b != wanted) {
      throw HttpError.bad("a chunk does not end where its size says");
    }
  }
}
