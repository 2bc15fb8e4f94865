// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import socketlab.protocol.hpack.FieldBlock;

/** What makes the fields of an answer well-formed (RFC 9113 sections 8.2 and 8.3.2). */
final class ResponseRules {
  /** RFC 9113 section 8.2.2. */
  private static final String[] OF_THE_CONNECTION = {
    "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"
  };

  private static final int NOT_WELL_FORMED = -1;
  private static final long NONE = -1;
  private static final long CONTRADICTING = -2;

  /** More digits may not fit in a long. */
  private static final int MOST_DIGITS = 18;

  private ResponseRules() {}

  /**
   * Checks a head.
   *
   * @return its status, 100 to 599, or a negative number when it is malformed
   */
  static int status(FieldBlock fields) {
    if (fields.isTooLarge() || fields.count() == 0 || !fields.isNamed(0, ":status")) {
      return NOT_WELL_FORMED;
    }
    int from = fields.value(0);
    if (fields.valueEnd(0) - from != 3) {
      return NOT_WELL_FORMED;
    }
    int status = 0;
    for (int at = from; at < from + 3; at++) {
      int digit = fields.bytes()[at] - '0';
      if (digit < 0 || digit > 9) {
        return NOT_WELL_FORMED;
      }
      status = 10 * status + digit;
    }
    // RFC 9110 section 15; 101 is of HTTP/1.1 alone: RFC 9113 section 8.6.
    boolean known = status >= 100 && status <= 599 && status != 101;
    return known && areFields(fields, 1) ? status : NOT_WELL_FORMED;
  }

  /** Whether a trailer is well-formed. */
  static boolean isTrailer(FieldBlock fields) {
    return !fields.isTooLarge() && areFields(fields, 0);
  }

  private static boolean areFields(FieldBlock fields, int first) {
    byte[] bytes = fields.bytes();
    for (int field = first; field < fields.count(); field++) {
      int from = fields.name(field);
      int end = fields.nameEnd(field);
      if (from == end
          || !isName(bytes, from, end)
          || !isValue(bytes, end, fields.valueEnd(field))) {
        return false;
      }
      for (String name : OF_THE_CONNECTION) {
        if (fields.isNamed(field, name)) {
          return false;
        }
      }
    }
    return true;
  }

  /** A name begins with no colon here, and has no upper case, no blank and nothing beyond ASCII. */
  private static boolean isName(byte[] bytes, int from, int end) {
    for (int at = from; at < end; at++) {
      byte b = bytes[at];
      if (b <= ' ' || b == ':' || b == 0x7f || b >= 'A' && b <= 'Z') {
        return false;
      }
    }
    return true;
  }

  private static boolean isValue(byte[] bytes, int from, int end) {
    for (int at = from; at < end; at++) {
      if (bytes[at] == 0 || bytes[at] == '\r' || bytes[at] == '\n') {
        return false;
      }
    }
    return from == end || !isBlank(bytes[from]) && !isBlank(bytes[end - 1]);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** The content-length of a head; {@link #NONE} when there is none, less when it is no length. */
  static long contentLength(FieldBlock fields) {
    long length = NONE;
    for (int field = 1; field < fields.count(); field++) {
      if (fields.isNamed(field, "content-length")) {
        long told = number(fields.bytes(), fields.value(field), fields.valueEnd(field));
        if (told < 0 || length >= 0 && length != told) {
          return CONTRADICTING;
        }
        length = told;
      }
    }
    return length;
  }

  private static long number(byte[] bytes, int from, int end) {
    if (from == end || end - from > MOST_DIGITS) {
      return CONTRADICTING;
    }
    long number = 0;
    for (int at = from; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return CONTRADICTING;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
