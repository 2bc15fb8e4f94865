// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * A view of one request's bytes. Valid, and to be used, only while its handler runs: the next
 * request takes its place.
 *
 * <p>Positions are relative to where the head begins, so that the bytes may move between two reads.
 */
public final class HttpRequest {
  private static final byte[] NOTHING = {};

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
  int contentType;
  int contentTypeEnd;
  long contentLength;
  boolean http10;
  boolean close;
  boolean keepAlive;
  boolean chunked;
  boolean expectContinue;

  private byte[] body = NOTHING;
  private int bodyFrom;
  private int bodyTo;

  HttpRequest() {}

  /** Forgets the request before. */
  void clear() {
    method = null;
    headEnd = 0;
    contentType = 0;
    contentTypeEnd = 0;
    contentLength = -1;
    http10 = false;
    close = false;
    keepAlive = false;
    chunked = false;
    expectContinue = false;
    body = NOTHING;
    bodyFrom = 0;
    bodyTo = 0;
  }

  /** Lays the view over a head that begins at {@code bytes[base]}. */
  void over(byte[] bytes, int base) {
    this.bytes = bytes;
    this.base = base;
  }

  void body(byte[] bytes, int from, int to) {
    body = bytes;
    bodyFrom = from;
    bodyTo = to;
  }

  /** Lets go of bytes that belong to others. */
  void release() {
    bytes = NOTHING;
    body = NOTHING;
  }

  /** Copies the head out of a buffer that will be used again. */
  void keepHead() {
    keepHead(NOTHING);
  }

  private void keepHead(byte[] room) {
    byte[] own = headEnd <= room.length ? room : new byte[Math.max(256, headEnd)];
    System.arraycopy(bytes, base, own, 0, headEnd);
    bytes = own;
    base = 0;
  }

  /** Becomes a copy of {@code other} that shares no bytes with it. */
  void copy(HttpRequest other) {
    byte[] own = bytes;
    method = other.method;
    methodEnd = other.methodEnd;
    path = other.path;
    pathEnd = other.pathEnd;
    query = other.query;
    queryEnd = other.queryEnd;
    fields = other.fields;
    headEnd = other.headEnd;
    contentType = other.contentType;
    contentTypeEnd = other.contentTypeEnd;
    contentLength = other.contentLength;
    http10 = other.http10;
    close = other.close;
    keepAlive = other.keepAlive;
    chunked = other.chunked;
    expectContinue = other.expectContinue;
    over(other.bytes, other.base);
    keepHead(own);
    int length = other.bodyLength();
    body(
        length == 0 ? NOTHING : Arrays.copyOfRange(other.body, other.bodyFrom, other.bodyTo),
        0,
        length);
  }

  byte[] head() {
    return bytes;
  }

  public Method method() {
    return method;
  }

  /** True when the path is {@code wanted}, byte for byte; nothing is decoded. */
  public boolean isPath(byte[] wanted) {
    int from = base + path;
    return Arrays.equals(bytes, from, base + pathEnd, wanted, 0, wanted.length);
  }

  public String path() {
    return text(path, pathEnd);
  }

  /** The text after {@code name=} in the query, as it came, or null when there is none. */
  public String query(String name) {
    for (String pair : text(query, queryEnd).split("&", -1)) {
      if (pair.startsWith(name)
          && pair.length() > name.length()
          && pair.charAt(name.length()) == '=') {
        return pair.substring(name.length() + 1);
      }
    }
    return null;
  }

  /** The first value of a field, without blanks around it, or null; {@code name} in lower case. */
  public String header(String name) {
    int end = base + headEnd - 2;
    for (int at = base + fields; at < end; ) {
      int lineEnd = Ascii.indexOf((byte) '\r', bytes, at, end);
      int colon = Ascii.indexOf((byte) ':', bytes, at, lineEnd);
      if (Ascii.isIgnoringCase(name, bytes, at, colon)) {
        return new String(bytes, colon + 1, lineEnd - colon - 1, ISO_8859_1).strip();
      }
      at = lineEnd + 2;
    }
    return null;
  }

  /** True when the connection may carry another request after this one (RFC 9112 section 9.3). */
  public boolean isKeepAlive() {
    return !close && (!http10 || keepAlive);
  }

  /** True for HTTP/1.0, whose peers know neither chunks nor 100. */
  public boolean isHttp10() {
    return http10;
  }

  /** True when the body came in chunks. */
  public boolean isChunked() {
    return chunked;
  }

  /** Holds the body from {@link #bodyOffset()}; it is not to be changed. */
  public byte[] body() {
    return body;
  }

  public int bodyOffset() {
    return bodyFrom;
  }

  public int bodyLength() {
    return bodyTo - bodyFrom;
  }

  /**
   * Appends {@code Content-Type: …} and its line end as the request had it; nothing when it had
   * none.
   */
  void putContentType(socketlab.protocol.Output out) {
    if (contentTypeEnd > contentType) {
      out.put(HttpResponse.CONTENT_TYPE);
      out.put(bytes, base + contentType, contentTypeEnd - contentType);
      out.put(HttpResponse.CRLF);
    }
  }

  private String text(int from, int to) {
    return new String(bytes, base + from, to - from, ISO_8859_1);
  }
}
