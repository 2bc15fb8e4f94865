// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** What a body is (RFC 9110 section 8.3), as the field line it is sent by. */
public enum MediaType {
  TEXT("text/plain"),
  HTML("text/html; charset=utf-8"),
  JSON("application/json");

  final byte[] line;

  MediaType(String name) {
    line = ("Content-Type: " + name + "\r\n").getBytes(US_ASCII);
  }
}
