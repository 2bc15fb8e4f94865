// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import socketlab.protocol.Output;
import socketlab.protocol.Secured;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.grammar.Ascii;
import socketlab.protocol.http.grammar.ListSyntax;

/**
 * A view of one request's bytes.
 *
 * <p>Positions are relative to where the head begins, so that the bytes may move between two reads.
 */
class Http1Request implements Request {
  private static final byte[] NOTHING = {};
  private static final byte[] CONTENT_TYPE = {
    'C', 'o', 'n', 't', 'e', 'n', 't', '-', 'T', 'y', 'p', 'e', ':', ' '
  };

  /** What it belongs to, or null for the one that a connection is reading. */
  private final Exchange exchange;

  private byte[] bytes = NOTHING;
  private int base;

  Method method;
  int methodEnd;
  int path;
  int pathEnd;
  int query;
  int queryEnd;
  int fields;
  int headEnd;

  /** Bytes of the body as told ahead, or -1 when nothing is told. */
  long contentLength;

  boolean http10;
  boolean close;
  boolean keepAlive;
  boolean chunked;
  boolean expectContinue;
  boolean upgrade;

  /** Of the connection; null where that is in clear. */
  Secured secured;

  private byte[] body = NOTHING;
  private int bodyFrom;
  private int bodyTo;
  private List<Field> trailers;

  Http1Request(Exchange exchange) {
    this.exchange = exchange;
    clear();
  }

  /** Forgets the request before, but for the bytes: see {@link #release}. */
  final void clear() {
    method = null;
    headEnd = 0;
    contentLength = -1;
    http10 = false;
    close = false;
    keepAlive = false;
    chunked = false;
    expectContinue = false;
    upgrade = false;
  }

  /** Lays the view over a head that begins at {@code bytes[base]}. */
  final void over(byte[] bytes, int base) {
    this.bytes = bytes;
    this.base = base;
  }

  final void body(byte[] bytes, int from, int to) {
    body = bytes;
    bodyFrom = from;
    bodyTo = to;
  }

  final void trailers(List<Field> trailers) {
    this.trailers = trailers;
  }

  /** Lets go of bytes that belong to others. */
  final void release() {
    bytes = NOTHING;
    body = NOTHING;
    bodyFrom = 0;
    bodyTo = 0;
    trailers = null;
  }

  /** Copies the head out of a buffer that will be used again. */
  final void keepHead() {
    keepHead(NOTHING);
  }

  private void keepHead(byte[] room) {
    byte[] own = headEnd <= room.length ? room : new byte[Math.max(256, headEnd)];
    System.arraycopy(bytes, base, own, 0, headEnd);
    bytes = own;
    base = 0;
  }

  /** Becomes a copy of {@code other} that shares no bytes with it. */
  final void copy(Http1Request other) {
    byte[] own = bytes;
    method = other.method;
    methodEnd = other.methodEnd;
    path = other.path;
    pathEnd = other.pathEnd;
    query = other.query;
    queryEnd = other.queryEnd;
    fields = other.fields;
    headEnd = other.headEnd;
    contentLength = other.contentLength;
    http10 = other.http10;
    close = other.close;
    keepAlive = other.keepAlive;
    chunked = other.chunked;
    expectContinue = other.expectContinue;
    upgrade = other.upgrade;
    secured = other.secured;
    trailers = other.trailers;
    over(other.bytes, other.base);
    keepHead(own);
    int length = other.bodyLength();
    body(
        length == 0 ? NOTHING : Arrays.copyOfRange(other.body, other.bodyFrom, other.bodyTo),
        0,
        length);
  }

  /** Bytes of memory that a copy of it takes. */
  final int size() {
    return headEnd + bodyLength();
  }

  /** True when the connection may carry another request after this one (RFC 9112 section 9.3). */
  final boolean isKeepAlive() {
    return !close && (!http10 || keepAlive);
  }

  final boolean hasBody() {
    return chunked || contentLength > 0;
  }

  @Override
  public final Secured secured() {
    return secured;
  }

  @Override
  public final Method method() {
    return method;
  }

  @Override
  public final String methodName() {
    // An empty line may stand before the request.
    return text(bytes[base] == '\r' ? 2 : 0, methodEnd);
  }

  @Override
  public final boolean isPath(byte[] wanted) {
    int from = base + path;
    return Arrays.equals(bytes, from, base + pathEnd, wanted, 0, wanted.length);
  }

  @Override
  public final boolean isUnder(byte[] wanted) {
    int from = base + path;
    return pathEnd - path > wanted.length
        && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
  }

  @Override
  public final String path() {
    return text(path, pathEnd);
  }

  @Override
  public final String query() {
    return bytes[base + query - 1] == '?' ? text(query, queryEnd) : null;
  }

  @Override
  public final String query(String name) {
    for (String pair : text(query, queryEnd).split("&", -1)) {
      if (pair.startsWith(name)
          && pair.length() > name.length()
          && pair.charAt(name.length()) == '=') {
        return pair.substring(name.length() + 1);
      }
    }
    return null;
  }

  @Override
  public final String authority() {
    String target = text(methodEnd + 1, queryEnd);
    int scheme = target.indexOf("://");
    if (target.startsWith("/") || scheme < 0) {
      return field("host");
    }
    int end = scheme + 3;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    return target.substring(scheme + 3, end);
  }

  @Override
  public final String field(String name) {
    int end = base + headEnd - 2;
    for (int at = base + fields; at < end; ) {
      int lineEnd = lineEnd(at, end);
      int colon = colon(at, lineEnd);
      if (Ascii.isIgnoringCase(name, bytes, at, colon)) {
        return value(colon, lineEnd);
      }
      at = lineEnd + 2;
    }
    return null;
  }

  @Override
  public final List<String> fields(String name) {
    List<String> values = new ArrayList<>();
    int end = base + headEnd - 2;
    for (int at = base + fields; at < end; ) {
      int lineEnd = lineEnd(at, end);
      int colon = colon(at, lineEnd);
      if (Ascii.isIgnoringCase(name, bytes, at, colon)) {
        values.add(value(colon, lineEnd));
      }
      at = lineEnd + 2;
    }
    return values;
  }

  @Override
  public final List<Field> fields() {
    List<Field> all = new ArrayList<>();
    int end = base + headEnd - 2;
    for (int at = base + fields; at < end; ) {
      int lineEnd = lineEnd(at, end);
      int colon = colon(at, lineEnd);
      all.add(new Field(new String(bytes, at, colon - at, ISO_8859_1), value(colon, lineEnd)));
      at = lineEnd + 2;
    }
    return all;
  }

  @Override
  public final boolean lists(String name, String item) {
    int end = base + headEnd - 2;
    for (int at = base + fields; at < end; ) {
      int lineEnd = lineEnd(at, end);
      int colon = colon(at, lineEnd);
      if (Ascii.isIgnoringCase(name, bytes, at, colon)
          && ListSyntax.has(item, bytes, colon + 1, lineEnd)) {
        return true;
      }
      at = lineEnd + 2;
    }
    return false;
  }

  private int lineEnd(int at, int end) {
    return Ascii.indexOf((byte) '\r', bytes, at, end);
  }

  private int colon(int at, int lineEnd) {
    return Ascii.indexOf((byte) ':', bytes, at, lineEnd);
  }

  private String value(int colon, int lineEnd) {
    int from = colon + 1;
    int to = lineEnd;
    while (from < to && Ascii.isBlank(bytes[from])) {
      from++;
    }
    while (to > from && Ascii.isBlank(bytes[to - 1])) {
      to--;
    }
    return new String(bytes, from, to - from, ISO_8859_1);
  }

  @Override
  public final boolean isEarly() {
    return secured != null && secured.isEarly();
  }

  @Override
  public final boolean offers(String protocol) {
    return upgrade && lists("upgrade", protocol);
  }

  @Override
  public final long contentLength() {
    return chunked ? -1 : Math.max(contentLength, 0);
  }

  @Override
  public final boolean isStreamed() {
    return exchange != null && exchange.isStreamed();
  }

  @Override
  public final byte[] body() {
    return body;
  }

  @Override
  public final int bodyOffset() {
    return bodyFrom;
  }

  @Override
  public final int bodyLength() {
    return bodyTo - bodyFrom;
  }

  @Override
  public final List<Field> trailers() {
    return trailers == null ? List.of() : trailers;
  }

  @Override
  public final void receive(BodyConsumer consumer) {
    if (!isStreamed()) {
      throw new IllegalStateException("the body is here as a whole");
    }
    exchange.receive(consumer);
  }

  @Override
  public final Runnable waker() {
    if (!isStreamed()) {
      throw new IllegalStateException("the body is here as a whole");
    }
    return exchange.waker();
  }

  /**
   * Appends {@code Content-Type: …} and its line end as the request had it; nothing when it had
   * none.
   */
  final void putContentType(Output out) {
    int end = base + headEnd - 2;
    for (int at = base + fields; at < end; ) {
      int lineEnd = lineEnd(at, end);
      int colon = colon(at, lineEnd);
      if (Ascii.isIgnoringCase("content-type", bytes, at, colon)) {
        int from = colon + 1;
        while (from < lineEnd && Ascii.isBlank(bytes[from])) {
          from++;
        }
        int to = lineEnd;
        while (to > from && Ascii.isBlank(bytes[to - 1])) {
          to--;
        }
        if (to > from) {
          out.put(CONTENT_TYPE);
          out.put(bytes, from, to - from);
          out.put(Http1Response.CRLF);
        }
        return;
      }
      at = lineEnd + 2;
    }
  }

  private String text(int from, int to) {
    return new String(bytes, base + from, to - from, ISO_8859_1);
  }
}
