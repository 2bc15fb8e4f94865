// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

/**
 * How a request went: a code of three digits, and its name for people. The codes of RFC 9110
 * section 15, and some that came after it; any other by {@link #of}. Immutable.
 */
public final class Status {
  private static final int LOWEST = 100;
  private static final int ABOVE = 600;
  private static final Status[] KNOWN = new Status[ABOVE - LOWEST];

  public static final Status CONTINUE = known(100, "Continue");
  public static final Status SWITCHING_PROTOCOLS = known(101, "Switching Protocols");

  /** RFC 8297. */
  public static final Status EARLY_HINTS = known(103, "Early Hints");

  public static final Status OK = known(200, "OK");
  public static final Status CREATED = known(201, "Created");
  public static final Status ACCEPTED = known(202, "Accepted");
  public static final Status NON_AUTHORITATIVE = known(203, "Non-Authoritative Information");
  public static final Status NO_CONTENT = known(204, "No Content");
  public static final Status RESET_CONTENT = known(205, "Reset Content");
  public static final Status PARTIAL_CONTENT = known(206, "Partial Content");

  public static final Status MULTIPLE_CHOICES = known(300, "Multiple Choices");
  public static final Status MOVED_PERMANENTLY = known(301, "Moved Permanently");
  public static final Status FOUND = known(302, "Found");
  public static final Status SEE_OTHER = known(303, "See Other");
  public static final Status NOT_MODIFIED = known(304, "Not Modified");
  public static final Status USE_PROXY = known(305, "Use Proxy");
  public static final Status TEMPORARY_REDIRECT = known(307, "Temporary Redirect");
  public static final Status PERMANENT_REDIRECT = known(308, "Permanent Redirect");

  public static final Status BAD_REQUEST = known(400, "Bad Request");
  public static final Status UNAUTHORIZED = known(401, "Unauthorized");
  public static final Status PAYMENT_REQUIRED = known(402, "Payment Required");
  public static final Status FORBIDDEN = known(403, "Forbidden");
  public static final Status NOT_FOUND = known(404, "Not Found");
  public static final Status METHOD_NOT_ALLOWED = known(405, "Method Not Allowed");
  public static final Status NOT_ACCEPTABLE = known(406, "Not Acceptable");
  public static final Status PROXY_AUTHENTICATION_REQUIRED =
      known(407, "Proxy Authentication Required");
  public static final Status REQUEST_TIMEOUT = known(408, "Request Timeout");
  public static final Status CONFLICT = known(409, "Conflict");
  public static final Status GONE = known(410, "Gone");
  public static final Status LENGTH_REQUIRED = known(411, "Length Required");
  public static final Status PRECONDITION_FAILED = known(412, "Precondition Failed");
  public static final Status CONTENT_TOO_LARGE = known(413, "Content Too Large");
  public static final Status URI_TOO_LONG = known(414, "URI Too Long");
  public static final Status UNSUPPORTED_MEDIA_TYPE = known(415, "Unsupported Media Type");
  public static final Status RANGE_NOT_SATISFIABLE = known(416, "Range Not Satisfiable");
  public static final Status EXPECTATION_FAILED = known(417, "Expectation Failed");
  public static final Status MISDIRECTED_REQUEST = known(421, "Misdirected Request");
  public static final Status UNPROCESSABLE_CONTENT = known(422, "Unprocessable Content");

  /** RFC 4918. */
  public static final Status LOCKED = known(423, "Locked");

  /** RFC 8470. */
  public static final Status TOO_EARLY = known(425, "Too Early");

  public static final Status UPGRADE_REQUIRED = known(426, "Upgrade Required");

  /** This and the two next: RFC 6585. */
  public static final Status PRECONDITION_REQUIRED = known(428, "Precondition Required");

  public static final Status TOO_MANY_REQUESTS = known(429, "Too Many Requests");
  public static final Status HEADER_FIELDS_TOO_LARGE =
      known(431, "Request Header Fields Too Large");

  /** RFC 7725. */
  public static final Status UNAVAILABLE_FOR_LEGAL_REASONS =
      known(451, "Unavailable For Legal Reasons");

  public static final Status INTERNAL_SERVER_ERROR = known(500, "Internal Server Error");
  public static final Status NOT_IMPLEMENTED = known(501, "Not Implemented");
  public static final Status BAD_GATEWAY = known(502, "Bad Gateway");
  public static final Status SERVICE_UNAVAILABLE = known(503, "Service Unavailable");
  public static final Status GATEWAY_TIMEOUT = known(504, "Gateway Timeout");
  public static final Status VERSION_NOT_SUPPORTED = known(505, "HTTP Version Not Supported");

  /** RFC 4918. */
  public static final Status INSUFFICIENT_STORAGE = known(507, "Insufficient Storage");

  /** RFC 6585. */
  public static final Status NETWORK_AUTHENTICATION_REQUIRED =
      known(511, "Network Authentication Required");

  private final int code;
  private final String reason;

  private Status(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  private static Status known(int code, String reason) {
    Status status = new Status(code, reason);
    KNOWN[code - LOWEST] = status;
    return status;
  }

  /**
   * The status with this code; one that is not known here has no reason.
   *
   * @param code from 100 to 599
   */
  public static Status of(int code) {
    if (code < LOWEST || code >= ABOVE) {
      throw new IllegalArgumentException("a status is from 100 to 599, not " + code);
    }
    Status known = KNOWN[code - LOWEST];
    return known != null ? known : new Status(code, "");
  }

  public int code() {
    return code;
  }

  /** What the code is called; it may be empty, and HTTP/2 does not send it. */
  public String reason() {
    return reason;
  }

  /** True for 1xx: the answer is still to come. */
  public boolean isInterim() {
    return code < 200;
  }

  /** True when an answer with it has no body, whatever it says (RFC 9112 section 6.3). */
  public boolean hasNoBody() {
    return code < 200 || code == 204 || code == 304;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Status status && status.code == code;
  }

  @Override
  public int hashCode() {
    return code;
  }

  @Override
  public String toString() {
    return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
  }
}
