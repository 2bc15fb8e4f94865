// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.request;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import socketlab.protocol.hpack.FieldBlock;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Status;
import socketlab.protocol.http.grammar.Ascii;
import socketlab.protocol.http.grammar.ListSyntax;
import socketlab.protocol.http.grammar.UriSyntax;

/**
 * What makes a block of fields a request (RFC 9113 sections 8.2 and 8.3). A malformed one has its
 * stream reset; what is well-formed and not served here is answered, as in HTTP/1.1.
 */
public final class RequestRules {
  private static final int METHOD = 1;
  private static final int SCHEME = 2;
  private static final int PATH = 4;
  private static final int AUTHORITY = 8;
  private static final int PROTOCOL = 16;
  private static final int NEEDED = METHOD | SCHEME | PATH;

  private RequestRules() {}

  /**
   * Finds the parts of a request in its block.
   *
   * @return false when it is malformed
   * @throws HttpError what it is to be answered with
   */
  public static boolean read(Http2Request request, int limit) throws HttpError {
    FieldBlock block = request.block;
    request.method = Method.OTHER;
    request.methodField = Http2Request.NONE;
    request.pathField = Http2Request.NONE;
    request.authorityField = Http2Request.NONE;
    request.protocolField = Http2Request.NONE;
    request.contentLength = -1;
    request.expectContinue = false;
    int schemeField = Http2Request.NONE;
    int seen = 0;
    int i = 0;
    for (; i < block.count() && isPseudo(block, i); i++) {
      int which = pseudo(block, i);
      if (which == 0 || (seen & which) != 0 || !request.is(Ascii.VALUE, i)) {
        return false;
      }
      seen |= which;
      switch (which) {
        case METHOD -> request.methodField = i;
        case SCHEME -> schemeField = i;
        case PATH -> request.pathField = i;
        case PROTOCOL -> request.protocolField = i;
        default -> request.authorityField = i;
      }
    }
    request.firstField = i;
    if (block.isTooLarge()) {
      throw new HttpError(
          Status.HEADER_FIELDS_TOO_LARGE, "the header is longer than " + limit + " bytes");
    }
    if ((seen & METHOD) == 0 || !isToken(request, request.methodField)) {
      return false;
    }
    int method = request.methodField;
    request.method = Method.of(block.bytes(), block.value(method), block.valueEnd(method));
    boolean tunnels = request.method == Method.CONNECT && !request.connects();
    if (tunnels ? seen != (METHOD | AUTHORITY) : !hasTarget(request, seen)) {
      return false;
    }
    if (request.connects()) {
      if (request.method != Method.CONNECT || isEmpty(block, request.protocolField)) {
        return false;
      }
      request.method = Method.GET;
      request.hasBody = false;
    }
    HttpError error = null;
    for (; i < block.count(); i++) {
      if (!isField(block, i)) {
        return false;
      }
      error = note(request, i, error);
      if (request.contentLength == MALFORMED) {
        return false;
      }
    }
    if (tunnels) {
      throw new HttpError(Status.NOT_IMPLEMENTED, "CONNECT is not implemented");
    }
    target(request, schemeField);
    if (error != null) {
      throw error;
    }
    return true;
  }

  /** RFC 9113 section 8.3.1, and RFC 8441 section 4 for a CONNECT with a protocol. */
  private static boolean hasTarget(Http2Request request, int seen) {
    int needed = request.connects() ? NEEDED | AUTHORITY : NEEDED;
    return (seen & needed) == needed && !isEmpty(request.block, request.pathField);
  }

  private static final long MALFORMED = -2;

  private static boolean isPseudo(FieldBlock block, int field) {
    return block.nameEnd(field) > block.name(field) && block.bytes()[block.name(field)] == ':';
  }

  private static int pseudo(FieldBlock block, int field) {
    if (block.isNamed(field, ":method")) {
      return METHOD;
    }
    if (block.isNamed(field, ":path")) {
      return PATH;
    }
    if (block.isNamed(field, ":scheme")) {
      return SCHEME;
    }
    if (block.isNamed(field, ":authority")) {
      return AUTHORITY;
    }
    return block.isNamed(field, ":protocol") ? PROTOCOL : 0;
  }

  private static boolean isEmpty(FieldBlock block, int field) {
    return block.value(field) == block.valueEnd(field);
  }

  private static boolean isToken(Http2Request request, int field) {
    FieldBlock block = request.block;
    return !isEmpty(block, field) && request.is(Ascii.TOKEN, field);
  }

  /** RFC 9113 sections 8.2.1 and 8.2.2: in lower case, and none that is of the connection. */
  static boolean isField(FieldBlock block, int field) {
    byte[] bytes = block.bytes();
    int from = block.name(field);
    int nameEnd = block.nameEnd(field);
    int end = block.valueEnd(field);
    if (from == nameEnd) {
      return false;
    }
    for (int p = from; p < nameEnd; p++) {
      byte b = bytes[p];
      if (!Ascii.is(Ascii.TOKEN, b) || b >= 'A' && b <= 'Z') {
        return false;
      }
    }
    for (int p = nameEnd; p < end; p++) {
      if (!Ascii.is(Ascii.VALUE, bytes[p])) {
        return false;
      }
    }
    if (end > nameEnd && (Ascii.isBlank(bytes[nameEnd]) || Ascii.isBlank(bytes[end - 1]))) {
      return false;
    }
    return switch (nameEnd - from) {
      case 2 ->
          !Ascii.is("te", bytes, from)
              || end - nameEnd == 8 && Ascii.is("trailers", bytes, nameEnd);
      case 7 -> !Ascii.is("upgrade", bytes, from);
      case 10 -> !Ascii.is("connection", bytes, from) && !Ascii.is("keep-alive", bytes, from);
      case 16 -> !Ascii.is("proxy-connection", bytes, from);
      case 17 -> !Ascii.is("transfer-encoding", bytes, from);
      default -> true;
    };
  }

  /** Takes note of the fields that say how the message goes on. */
  private static HttpError note(Http2Request request, int field, HttpError before) {
    FieldBlock block = request.block;
    byte[] bytes = block.bytes();
    int from = block.name(field);
    switch (block.nameEnd(field) - from) {
      case 4 -> {
        if (Ascii.is("host", bytes, from) && !isAuthority(request, field)) {
          return HttpError.bad("the host is not a host, maybe with a port");
        }
      }
      case 6 -> {
        if (Ascii.is("expect", bytes, from)) {
          return expect(request, field, before);
        }
      }
      case 14 -> {
        if (Ascii.is("content-length", bytes, from)) {
          contentLength(request, field);
        }
      }
      default -> {}
    }
    return before;
  }

  private static HttpError expect(Http2Request request, int field, HttpError before) {
    FieldBlock block = request.block;
    int end = block.valueEnd(field);
    int p = block.value(field);
    do {
      int itemEnd = ListSyntax.itemEnd(block.bytes(), p, end);
      if (ListSyntax.isItem("100-continue", block.bytes(), p, itemEnd)) {
        request.expectContinue = true;
      } else if (!ListSyntax.isItem("", block.bytes(), p, itemEnd)) {
        return new HttpError(Status.EXPECTATION_FAILED, "only 100-continue can be expected here");
      }
      p = itemEnd + 1;
    } while (p <= end);
    return before;
  }

  private static void contentLength(Http2Request request, int field) {
    FieldBlock block = request.block;
    int from = block.value(field);
    int end = block.valueEnd(field);
    long length = from < end ? 0 : MALFORMED;
    for (int p = from; p < end && length != MALFORMED; p++) {
      byte digit = block.bytes()[p];
      // Far above any limit it stays there, rather than wrap.
      length =
          Ascii.isDigit(digit)
              ? Math.min(length * 10 + digit - '0', Long.MAX_VALUE / 100)
              : MALFORMED;
    }
    request.contentLength =
        request.contentLength == -1 || request.contentLength == length ? length : MALFORMED;
  }

  private static boolean isAuthority(Http2Request request, int field) {
    FieldBlock block = request.block;
    return UriSyntax.isAuthority(block.bytes(), block.value(field), block.valueEnd(field));
  }

  /** For whom it is, and what for. */
  private static void target(Http2Request request, int scheme) throws HttpError {
    FieldBlock block = request.block;
    int host = request.find("host");
    int authority = request.authorityField;
    if (authority == Http2Request.NONE
        ? host == Http2Request.NONE
        : !isAuthority(request, authority)) {
      throw HttpError.bad("a request has an :authority, which is a host, maybe with a port");
    }
    if (authority != Http2Request.NONE
        && host != Http2Request.NONE
        && !same(block, authority, host)) {
      throw HttpError.bad("the host is another one than the :authority");
    }
    byte[] bytes = block.bytes();
    int from = block.value(scheme);
    if (!Ascii.isIgnoringCase("http", bytes, from, block.valueEnd(scheme))
        && !Ascii.isIgnoringCase("https", bytes, from, block.valueEnd(scheme))) {
      throw new HttpError(Status.MISDIRECTED_REQUEST, "only http and https are served here");
    }
    path(request);
  }

  private static boolean same(FieldBlock block, int one, int other) {
    byte[] bytes = block.bytes();
    return Arrays.equals(
        bytes,
        block.value(one),
        block.valueEnd(one),
        bytes,
        block.value(other),
        block.valueEnd(other));
  }

  private static void path(Http2Request request) throws HttpError {
    FieldBlock block = request.block;
    byte[] bytes = block.bytes();
    int from = block.value(request.pathField);
    int end = block.valueEnd(request.pathField);
    boolean asterisk = request.method == Method.OPTIONS && end == from + 1 && bytes[from] == '*';
    if (bytes[from] != '/' && !asterisk) {
      throw HttpError.bad("the :path begins with a slash");
    }
    request.mark = end;
    for (int p = from; p < end; p++) {
      if (bytes[p] == '?' && request.mark == end) {
        request.mark = p;
      } else if (bytes[p] == '%' && !UriSyntax.isEncoded(bytes, p, end)) {
        throw HttpError.bad("the :path has a '%' without two hexadecimal digits");
      } else if (bytes[p] != '%' && !Ascii.is(Ascii.TARGET, bytes[p])) {
        throw HttpError.bad("the :path holds a byte that a URI may not");
      }
    }
  }

  /** The fields behind a body, or null when they are malformed. */
  public static List<Field> trailers(FieldBlock block) {
    List<Field> trailers = new ArrayList<>();
    for (int i = 0; i < block.count(); i++) {
      if (!isField(block, i)) {
        return null;
      }
      trailers.add(new Field(block.nameOf(i), block.valueOf(i)));
    }
    return trailers;
  }
}
