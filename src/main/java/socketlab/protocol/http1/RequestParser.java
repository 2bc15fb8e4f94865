// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Status;
import socketlab.protocol.http.grammar.Ascii;
import socketlab.protocol.http.grammar.ListSyntax;
import socketlab.protocol.http.grammar.UriSyntax;

/**
 * The request that a connection is reading. Reads its head: request line, field lines, the empty
 * line (RFC 9112 sections 2 to 6). Reader and request are one object, since each connection has
 * one.
 *
 * <p>A line is judged when it is complete and not before, so the verdict does not depend on how the
 * bytes were cut. Each byte is looked at once when a request comes whole, at most twice when it
 * comes in pieces. Strict: what two readers could read differently is refused, since a proxy in
 * front might be the other reader (RFC 9112 section 11.2).
 */
final class RequestParser extends Http1Request {
  private static final int NEED_MORE = -1;

  /** How nearly every request line ends. */
  private static final byte[] LINE_END = " HTTP/1.1\r\n".getBytes(US_ASCII);

  private final UsualHost usualHost;

  /** The line that the connection is expected to send. */
  private byte[] hostLine;

  /** It sent another one once, which is kept now; a connection of many hosts is left at that. */
  private boolean hostKept;

  /** Relative to the head's first byte: where the line being read begins. */
  private int line;

  /** Relative likewise: up to here no line end was found, so it need not be searched again. */
  private int searched;

  private boolean inFields;
  private boolean sawEmptyLine;
  private boolean upgradeNamed;
  private boolean upgradeWanted;
  private byte hosts;
  private byte lengths;
  private byte codings;
  private byte chunkings;

  RequestParser(UsualHost usualHost) {
    super(null);
    this.usualHost = usualHost;
    hostLine = usualHost.line();
  }

  /** Begins another */
  void begin() {
    clear();
    line = 0;
    searched = 0;
    inFields = false;
    sawEmptyLine = false;
    upgradeNamed = false;
    upgradeWanted = false;
    hosts = 0;
    lengths = 0;
    codings = 0;
    chunkings = 0;
  }

  /** True when part of a head has been seen. */
  boolean isInside() {
    return searched > (sawEmptyLine ? 2 : 0);
  }

  /**
   * Reads on in the head that begins at {@code bytes[from]}.
   *
   * @param limit bytes that it may have
   * @return the head's length, or -1 when it is not complete; then it is to be called again with
   *     the same bytes and more behind them
   */
  int parse(byte[] bytes, int from, int to, int limit) throws HttpError {
    if (searched > 0 && Ascii.indexOf((byte) '\n', bytes, from + searched, to) < 0) {
      return needMore(from, to, limit);
    }
    over(bytes, from);
    try {
      while (headEnd == 0) {
        int at = from + line;
        int next = inFields ? fieldLine(bytes, at, to) : requestLine(bytes, from, at, to, limit);
        if (next == NEED_MORE) {
          return needMore(from, to, limit);
        }
        if (next - from > limit) {
          throw tooLong(limit);
        }
        line = next - from;
        if (inFields && next == at + 2) {
          headEnd = line;
        }
        inFields = method != null;
      }
    } catch (HttpError e) {
      if (line == 0 && isGarbage(bytes[from])) {
        throw e;
      }
      // Was the whole line there to be judged? Else the verdict would depend on the cut.
      int end = Ascii.indexOf((byte) '\n', bytes, from + line, to);
      if (end < 0) {
        return needMore(from, to, limit);
      }
      throw end - from >= limit ? tooLong(limit) : e;
    }
    checkFraming();
    return line;
  }

  private int needMore(int from, int to, int limit) throws HttpError {
    searched = to - from;
    if (searched >= limit) {
      throw tooLong(limit);
    }
    return NEED_MORE;
  }

  /**
   * A first byte no request begins with, such as a TLS record's: no need to wait for a line of it.
   */
  private static boolean isGarbage(byte first) {
    return !Ascii.is(Ascii.TOKEN, first) && first != '\r';
  }

  private HttpError tooLong(int limit) {
    return inFields
        ? new HttpError(
            Status.HEADER_FIELDS_TOO_LARGE, "the header is longer than " + limit + " bytes")
        : new HttpError(Status.URI_TOO_LONG, "the request line is longer than " + limit + " bytes");
  }

  /** method SP request-target SP HTTP-version CRLF. */
  private int requestLine(byte[] bytes, int from, int at, int to, int limit) throws HttpError {
    if (at < to && bytes[at] == '\r' && !sawEmptyLine) {
      // RFC 9112 section 2.2: one empty line before a request is forgiven.
      int next = lineEnd(bytes, at, to);
      sawEmptyLine = next != NEED_MORE;
      return next;
    }
    int p = at;
    while (p < to && Ascii.is(Ascii.TOKEN, bytes[p])) {
      p++;
    }
    if (p == to) {
      return NEED_MORE;
    }
    if (bytes[p] != ' ' || p == at) {
      throw HttpError.bad("the request line does not begin with a method and one blank");
    }
    int nameEnd = p;
    int target = ++p;
    int mark = targetEnd(Ascii.PATH, bytes, target, to);
    if (mark == NEED_MORE) {
      return NEED_MORE;
    }
    p = bytes[mark] == '?' ? targetEnd(Ascii.TARGET, bytes, mark, to) : mark;
    if (p == NEED_MORE) {
      return NEED_MORE;
    }
    if (bytes[p] != ' ' || p == target) {
      throw HttpError.bad("the request target is empty or holds a byte that a URI may not");
    }
    int targetEnd = p;
    int next = p + LINE_END.length;
    if (next > to || !Arrays.equals(bytes, p, next, LINE_END, 0, LINE_END.length)) {
      next = version(bytes, p + 1, to);
    }
    if (next == NEED_MORE || next - from > limit) {
      return next;
    }
    if (bytes[targetEnd + 6] != '1') {
      throw new HttpError(
          Status.VERSION_NOT_SUPPORTED, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    http10 = bytes[targetEnd + 8] == '0';
    method = Method.of(bytes, at, nameEnd);
    methodEnd = nameEnd - from;
    target(bytes, from, target, mark, targetEnd);
    fields = next - from;
    return next;
  }

  /** HTTP-version CRLF; behind them. */
  private static int version(byte[] bytes, int version, int to) throws HttpError {
    int p = version + 8;
    if (p >= to) {
      // Too short for a version and a line end; a line end within is a fault.
      if (Ascii.indexOf((byte) '\n', bytes, version, to) >= 0) {
        throw HttpError.bad("the request line does not end with HTTP/1.1");
      }
      return NEED_MORE;
    }
    if (!Ascii.is("HTTP/", bytes, version)
        || !Ascii.isDigit(bytes[version + 5])
        || bytes[version + 6] != '.'
        || !Ascii.isDigit(bytes[version + 7])) {
      throw HttpError.bad("the request line does not end with HTTP/1.1");
    }
    return lineEnd(bytes, p, to);
  }

  /** Behind the last byte of this kind, encoded ones among them, or -1 when more may come. */
  private static int targetEnd(int kind, byte[] bytes, int from, int to) throws HttpError {
    int p = from;
    while (p < to) {
      if (Ascii.is(kind, bytes[p])) {
        p++;
      } else if (bytes[p] != '%') {
        return p;
      } else if (UriSyntax.isEncoded(bytes, p, to)) {
        p += 3;
      } else if (to - p >= 3 || Ascii.indexOf((byte) '\n', bytes, p, to) >= 0) {
        throw HttpError.bad("the request target has a '%' without two hexadecimal digits");
      } else {
        return NEED_MORE;
      }
    }
    return NEED_MORE;
  }

  /**
   * Finds path and query in the target's four forms (RFC 9112 section 3.2).
   *
   * @param mark where the question mark stands before the query, or {@code end}
   */
  private void target(byte[] bytes, int from, int target, int mark, int end) throws HttpError {
    if (method == Method.CONNECT) {
      throw new HttpError(Status.NOT_IMPLEMENTED, "CONNECT is not implemented");
    }
    int begin = target;
    boolean asterisk = method == Method.OPTIONS && bytes[target] == '*' && end == target + 1;
    if (bytes[target] != '/' && !asterisk) {
      begin = authorityEnd(bytes, target, end);
    }
    int stop = mark;
    query = Math.min(mark + 1, end) - from;
    queryEnd = end - from;
    if (begin == stop) {
      // An empty path is "/" (RFC 9110 section 4.2.3): the one that stands in "://" will do.
      begin = Ascii.indexOf((byte) '/', bytes, target, end);
      stop = begin + 1;
    }
    path = begin - from;
    pathEnd = stop - from;
  }

  /** Where the authority of an absolute-form target ends, and its path begins if there is one. */
  private static int authorityEnd(byte[] bytes, int target, int end) throws HttpError {
    int authority =
        startsWith("http://", bytes, target, end)
            ? target + 7
            : startsWith("https://", bytes, target, end) ? target + 8 : end;
    int p = authority;
    while (p < end && bytes[p] != '/' && bytes[p] != '?') {
      p++;
    }
    if (!UriSyntax.isAuthority(bytes, authority, p)) {
      throw HttpError.bad("the request target is neither a path nor an http URI");
    }
    return p;
  }

  private static boolean startsWith(String lower, byte[] bytes, int from, int to) {
    return to - from >= lower.length()
        && Ascii.isIgnoringCase(lower, bytes, from, from + lower.length());
  }

  /** field-name ":" OWS field-value OWS CRLF; the empty line is one of length 2. */
  private int fieldLine(byte[] bytes, int at, int to) throws HttpError {
    if (isHostLine(bytes, at, to)) {
      hosts = more(hosts);
      return at + hostLine.length;
    }
    int p = at;
    while (p < to && Ascii.is(Ascii.TOKEN, bytes[p])) {
      p++;
    }
    if (p == to) {
      return NEED_MORE;
    }
    if (p == at && bytes[p] == '\r') {
      return lineEnd(bytes, p, to);
    }
    if (bytes[p] != ':' || p == at) {
      throw HttpError.bad(
          p == at && Ascii.isBlank(bytes[p])
              ? "a header line is folded (obs-fold)"
              : "a header line does not begin with a name and a colon");
    }
    int nameEnd = p++;
    while (p < to && Ascii.isBlank(bytes[p])) {
      p++;
    }
    int value = p;
    while (p < to && Ascii.is(Ascii.VALUE, bytes[p])) {
      p++;
    }
    int next = p == to ? NEED_MORE : lineEnd(bytes, p, to);
    if (next == NEED_MORE) {
      return NEED_MORE;
    }
    while (p > value && Ascii.isBlank(bytes[p - 1])) {
      p--;
    }
    int before = hosts;
    field(bytes, at, nameEnd, value, p);
    if (hosts > before && !hostKept) {
      hostKept = true;
      hostLine = usualHost.keep(bytes, at, next);
    }
    return next;
  }

  private boolean isHostLine(byte[] bytes, int at, int to) {
    int length = hostLine.length;
    return length > 0
        && length <= to - at
        && Arrays.equals(bytes, at, at + length, hostLine, 0, length);
  }

  /** The line end at {@code bytes[at]}: CR LF, and nothing else. */
  private static int lineEnd(byte[] bytes, int at, int to) throws HttpError {
    if (bytes[at] != '\r') {
      throw HttpError.bad(
          bytes[at] == '\n'
              ? "a line ends with LF alone"
              : "a line holds a control byte, or more than it should");
    }
    if (at + 1 == to) {
      return NEED_MORE;
    }
    if (bytes[at + 1] != '\n') {
      throw HttpError.bad("a CR stands without its LF");
    }
    return at + 2;
  }

  /** Takes note of the fields that frame the message or the connection. */
  private void field(byte[] bytes, int name, int nameEnd, int value, int end) throws HttpError {
    switch (nameEnd - name) {
      case 4 -> {
        if (Ascii.isIgnoringCase("host", bytes, name, nameEnd)) {
          host(bytes, value, end);
        }
      }
      case 6 -> {
        if (Ascii.isIgnoringCase("expect", bytes, name, nameEnd)) {
          expect(bytes, value, end);
        }
      }
      case 7 -> {
        if (Ascii.isIgnoringCase("upgrade", bytes, name, nameEnd)) {
          upgradeNamed = true;
        }
      }
      case 10 -> {
        if (Ascii.isIgnoringCase("connection", bytes, name, nameEnd)) {
          connection(bytes, value, end);
        }
      }
      case 14 -> {
        if (Ascii.isIgnoringCase("content-length", bytes, name, nameEnd)) {
          contentLength(bytes, value, end);
        }
      }
      case 17 -> {
        if (Ascii.isIgnoringCase("transfer-encoding", bytes, name, nameEnd)) {
          transferEncoding(bytes, value, end);
        }
      }
      default -> {}
    }
  }

  private void host(byte[] bytes, int value, int end) throws HttpError {
    hosts = more(hosts);
    if (!UriSyntax.isAuthority(bytes, value, end)) {
      throw HttpError.bad("the Host is not a host, maybe with a port");
    }
  }

  /** All lines of the field are one list; empty items say nothing (RFC 9110 section 5.6.1.2). */
  private void expect(byte[] bytes, int value, int end) throws HttpError {
    int p = value;
    do {
      int itemEnd = ListSyntax.itemEnd(bytes, p, end);
      if (ListSyntax.isItem("100-continue", bytes, p, itemEnd)) {
        expectContinue = true;
      } else if (!ListSyntax.isItem("", bytes, p, itemEnd)) {
        throw new HttpError(Status.EXPECTATION_FAILED, "only 100-continue can be expected here");
      }
      p = itemEnd + 1;
    } while (p <= end);
  }

  private void connection(byte[] bytes, int value, int end) {
    close |= ListSyntax.has("close", bytes, value, end);
    keepAlive |= ListSyntax.has("keep-alive", bytes, value, end);
    upgradeWanted |= ListSyntax.has("upgrade", bytes, value, end);
  }

  /** Whether there are several is all that matters of how many there are. */
  private static byte more(byte count) {
    return (byte) Math.min(count + 1, 2);
  }

  private void contentLength(byte[] bytes, int value, int end) throws HttpError {
    lengths = more(lengths);
    long length = 0;
    for (int p = value; p < end; p++) {
      if (!Ascii.isDigit(bytes[p])) {
        throw HttpError.bad("the Content-Length is not one number");
      }
      // Far above any limit it stays there, rather than wrap.
      length = Math.min(length * 10 + bytes[p] - '0', Long.MAX_VALUE / 100);
    }
    if (value == end) {
      throw HttpError.bad("the Content-Length is not one number");
    }
    contentLength = length;
  }

  /** Notes the codings; all lines of the field are one list, and what is last in it matters. */
  private void transferEncoding(byte[] bytes, int value, int end) throws HttpError {
    int p = value;
    do {
      int itemEnd = ListSyntax.itemEnd(bytes, p, end);
      if (ListSyntax.isItem("", bytes, p, itemEnd)) {
        throw HttpError.bad("Transfer-Encoding has an empty item");
      }
      chunked = ListSyntax.isItem("chunked", bytes, p, itemEnd);
      codings = more(codings);
      if (chunked) {
        chunkings = more(chunkings);
      }
      p = itemEnd + 1;
    } while (p <= end);
  }

  /** What can be said only of the whole head: where the message ends, and for whom it is. */
  private void checkFraming() throws HttpError {
    if (hosts > 1 || hosts == 0 && !http10) {
      throw HttpError.bad("a request has exactly one Host");
    }
    if (lengths > 1) {
      throw HttpError.bad("there are two Content-Length headers");
    }
    if (codings > 0) {
      checkCodings();
    }
    if (http10) {
      // RFC 9110 sections 7.8 and 10.1.1: of a 1.0 peer neither is heard.
      expectContinue = false;
    } else {
      upgrade = upgradeNamed && upgradeWanted;
    }
  }

  /** Only "chunked", once and last (RFC 9112 sections 6.1 and 6.3). */
  private void checkCodings() throws HttpError {
    if (lengths > 0) {
      throw HttpError.bad("both Content-Length and Transfer-Encoding are given");
    }
    if (http10) {
      throw HttpError.bad("HTTP/1.0 knows no Transfer-Encoding");
    }
    if (!chunked || chunkings > 1) {
      throw HttpError.bad("Transfer-Encoding does not end with the only chunked");
    }
    if (codings > 1) {
      throw new HttpError(Status.NOT_IMPLEMENTED, "the only transfer coding known here is chunked");
    }
  }
}
