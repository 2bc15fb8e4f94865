// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The status codes the lab answers with, RFC 9110 section 15 (431: RFC 6585). */
public enum Status {
  OK(200, "OK"),
  BAD_REQUEST(400, "Bad Request"),
  NOT_FOUND(404, "Not Found"),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
  REQUEST_TIMEOUT(408, "Request Timeout"),
  CONTENT_TOO_LARGE(413, "Content Too Large"),
  URI_TOO_LONG(414, "URI Too Long"),
  EXPECTATION_FAILED(417, "Expectation Failed"),
  HEADER_FIELDS_TOO_LARGE(431, "Request Header Fields Too Large"),
  INTERNAL_SERVER_ERROR(500, "Internal Server Error"),
  NOT_IMPLEMENTED(501, "Not Implemented"),
  VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported");

  private final int code;
  final byte[] line;

  Status(int code, String reason) {
    this.code = code;
    this.line = ("HTTP/1.1 " + code + " " + reason + "\r\n").getBytes(US_ASCII);
  }

  public int code() {
    return code;
  }
}
