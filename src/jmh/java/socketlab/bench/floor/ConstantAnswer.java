// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.floor;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The bytes that a floor answers with: the fields that the lab answers {@code GET /plaintext} with,
 * and the date of HTTP's own example (RFC 9110 section 5.6.7).
 *
 * <pre>
 *   │ answer │ answer │ … {@link #MOST} of them … │ answer │ last answer │
 *   0 ─────── several answers                     ├──────────────────────┤
 *                                                   several and the last
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

  private static final int BYTES = ANSWER.length();

  /** How many can be sent at once; a read that is owed more has not brought requests. */
  static final int MOST = 1024;

  private ConstantAnswer() {}

  static byte[] all() {
    return (ANSWER.repeat(MOST) + LAST_ANSWER).getBytes(US_ASCII);
  }

  /**
   * Where in {@link #all} some answers begin.
   *
   * @param count of answers, from 1 to {@link #MOST}
   * @param last whether the last of them is the connection's last
   */
  static int from(int count, boolean last) {
    return last ? (MOST + 1 - count) * BYTES : 0;
  }

  /** How long they are. */
  static int length(int count, boolean last) {
    return count * BYTES + (last ? LAST_ANSWER.length() - BYTES : 0);
  }
}
