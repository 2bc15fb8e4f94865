// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.floor;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The bytes that a floor answers with: as many as an answer of the lab to {@code GET /plaintext}
 * has, with the date that HTTP's own example has (RFC 9110 section 5.6.7).
 *
 * <pre>
 *   │ answer │ answer │ … {@link #MOST} of them │ last answer │
 *   0        {@link #BYTES}                     {@link #LAST}
 * </pre>
 */
final class ConstantAnswer {
  private static final String HEAD =
      """
      HTTP/1.1 200 OK\r
      Date: Sun, 06 Nov 1994 08:49:37 GMT\r
      Content-Type: text/plain\r
      """;
  private static final String REST =
      """
      Content-Length: 13\r
      \r
      Hello, World!\
      """;
  private static final String ANSWER = HEAD + REST;
  private static final String LAST_ANSWER = HEAD + "Connection: close\r\n" + REST;

  /** Length of one answer. */
  static final int BYTES = ANSWER.length();

  /** How many stand one behind the other, to be sent at once. */
  static final int MOST = 1024;

  /** Where the answer begins that is a connection's last. */
  static final int LAST = MOST * BYTES;

  static final int LAST_BYTES = LAST_ANSWER.length();

  private ConstantAnswer() {}

  static byte[] all() {
    return (ANSWER.repeat(MOST) + LAST_ANSWER).getBytes(US_ASCII);
  }
}
