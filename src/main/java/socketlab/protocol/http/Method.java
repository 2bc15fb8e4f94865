// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import socketlab.protocol.http.grammar.Ascii;

/**
 * Request methods, RFC 9110 section 9.3 and RFC 5789; every other token is {@link #OTHER}, and
 * {@link Request#methodName} tells which.
 */
public enum Method {
  GET,
  HEAD,
  POST,
  PUT,
  DELETE,
  OPTIONS,
  PATCH,
  TRACE,
  CONNECT,
  OTHER;

  /** True when it asks for nothing to be changed (RFC 9110 section 9.2.1). */
  public boolean isSafe() {
    return this == GET || this == HEAD || this == OPTIONS || this == TRACE;
  }

  /** The method named by {@code bytes[from, to)}; names are case-sensitive. */
  public static Method of(byte[] bytes, int from, int to) {
    return switch (to - from) {
      case 3 -> Ascii.is("GET", bytes, from) ? GET : Ascii.is("PUT", bytes, from) ? PUT : OTHER;
      case 4 -> Ascii.is("POST", bytes, from) ? POST : Ascii.is("HEAD", bytes, from) ? HEAD : OTHER;
      case 5 ->
          Ascii.is("PATCH", bytes, from) ? PATCH : Ascii.is("TRACE", bytes, from) ? TRACE : OTHER;
      case 6 -> Ascii.is("DELETE", bytes, from) ? DELETE : OTHER;
      case 7 ->
          Ascii.is("OPTIONS", bytes, from)
              ? OPTIONS
              : Ascii.is("CONNECT", bytes, from) ? CONNECT : OTHER;
      default -> OTHER;
    };
  }
}
