// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1.client;

import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.grammar.Ascii;
import socketlab.protocol.http.grammar.ListSyntax;

/** A status line and those header fields that say where the response ends. */
final class ResponseHead {
  private static final int LINE_BEGIN = "HTTP/1.1 200".length();

  /** What follows it is another protocol: RFC 9110 section 15.2.2. */
  static final int SWITCHING = 101;

  int status;

  /** Content-Length, or -1. */
  long length;

  /** Whether chunks are the last of the transfer codings; those before do not move the end. */
  boolean chunked;

  boolean close;

  /** Whether 101 is an answer here, for the request asked for another protocol. */
  private final boolean mayUpgrade;

  private boolean coded;
  private boolean saysClose;
  private boolean saysKeepAlive;

  /**
   * @param mayUpgrade whether the request asked for another protocol, so that 101 may answer it
   */
  ResponseHead(boolean mayUpgrade) {
    this.mayUpgrade = mayUpgrade;
  }

  /** Bytes up to and with the empty line of the head that begins at {@code from}, or -1. */
  static int length(byte[] bytes, int from, int to) {
    for (int at = from; at + 3 < to; at++) {
      // Only one byte in fifty is a line end: the other three are looked at then.
      if (bytes[at] == '\r'
          && bytes[at + 1] == '\n'
          && bytes[at + 2] == '\r'
          && bytes[at + 3] == '\n') {
        return at + 4 - from;
      }
    }
    return -1;
  }

  /** 1xx: the answer is still to come. */
  boolean isInterim() {
    return status < 200 && status != SWITCHING;
  }

  /** These have none, whatever their fields say: RFC 9112 section 6.3. */
  boolean hasNoBody() {
    return status == 204 || status == 304 || status == SWITCHING;
  }

  /**
   * Reads a whole head.
   *
   * @param to behind its empty line
   */
  void parse(byte[] bytes, int from, int to) throws HttpError {
    statusLine(bytes, from, to);
    length = -1;
    chunked = false;
    coded = false;
    saysClose = false;
    saysKeepAlive = false;
    int line = lineEnd(bytes, from, to) + 2;
    while (line < to - 2) {
      int end = lineEnd(bytes, line, to);
      field(bytes, line, end);
      line = end + 2;
    }
    close = saysClose || close && !saysKeepAlive;
    if (coded && length >= 0) {
      throw HttpError.bad("a response has both a length and a transfer coding");
    }
    if (!chunked && length < 0 && !hasNoBody() && !isInterim()) {
      close = true;
    }
  }

  private void statusLine(byte[] bytes, int from, int to) throws HttpError {
    boolean isHttp1 = to - from > LINE_BEGIN && Ascii.is("HTTP/1.", bytes, from);
    int minor = isHttp1 ? bytes[from + 7] : 0;
    if (!isHttp1 || minor != '0' && minor != '1' || bytes[from + 8] != ' ') {
      throw HttpError.bad("a response does not begin with HTTP/1.1 and a status");
    }
    byte behind = bytes[from + LINE_BEGIN];
    if (behind != ' ' && behind != '\r') {
      throw HttpError.bad("a response's status has more than three digits");
    }
    status = (int) number(bytes, from + 9, from + LINE_BEGIN);
    if (status < 100 || status > 599 || status == SWITCHING && !mayUpgrade) {
      throw HttpError.bad("a response has the status " + status);
    }
    close = minor == '0';
  }

  private void field(byte[] bytes, int from, int end) throws HttpError {
    int colon = Ascii.indexOf((byte) ':', bytes, from, end);
    if (colon <= from) {
      throw HttpError.bad("a header line of a response has no name and colon");
    }
    int value = colon + 1;
    while (value < end && Ascii.isBlank(bytes[value])) {
      value++;
    }
    int last = end;
    while (last > value && Ascii.isBlank(bytes[last - 1])) {
      last--;
    }
    if (Ascii.isIgnoringCase("content-length", bytes, from, colon)) {
      long told = number(bytes, value, last);
      if (length >= 0 && told != length) {
        throw HttpError.bad("a response has two lengths");
      }
      length = told;
    } else if (Ascii.isIgnoringCase("transfer-encoding", bytes, from, colon)) {
      transferEncoding(bytes, value, last);
    } else if (Ascii.isIgnoringCase("connection", bytes, from, colon)) {
      saysClose |= ListSyntax.has("close", bytes, value, last);
      saysKeepAlive |= ListSyntax.has("keep-alive", bytes, value, last);
    }
  }

  /** All lines of the field are one list; without chunks at its end the body ends at the close. */
  private void transferEncoding(byte[] bytes, int value, int last) throws HttpError {
    for (int item = value; item <= last; ) {
      int end = ListSyntax.itemEnd(bytes, item, last);
      // Empty items say nothing: RFC 9110 section 5.6.1.2.
      if (!ListSyntax.isItem("", bytes, item, end)) {
        if (chunked) {
          throw HttpError.bad("a response has a transfer coding behind chunked");
        }
        coded = true;
        chunked = ListSyntax.isItem("chunked", bytes, item, end);
      }
      item = end + 1;
    }
  }

  private static long number(byte[] bytes, int from, int to) throws HttpError {
    if (from == to || to - from > 18) {
      throw HttpError.bad("a number of a response's head has " + (to - from) + " digits");
    }
    long number = 0;
    for (int at = from; at < to; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        throw HttpError.bad("a number of a response's head is not decimal");
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int at = Ascii.indexOf((byte) '\r', bytes, from, to);
    while (bytes[at + 1] != '\n') {
      at = Ascii.indexOf((byte) '\r', bytes, at + 1, to);
    }
    return at;
  }
}
