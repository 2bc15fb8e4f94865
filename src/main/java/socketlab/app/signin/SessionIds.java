// SPDX-License-Identifier: Apache-2.0
package socketlab.app.signin;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What cannot be guessed: 128 bits that nobody else has. Thread-safe. */
final class SessionIds {
  private static final int BYTES = 16;

  /** Made when it is needed first, so that a server where nobody signs in does not pay for it. */
  private static final class Source {
    static final SecureRandom RANDOM = new SecureRandom();
  }

  private SessionIds() {}

  static String next() {
    return HexFormat.of().formatHex(bytes(BYTES));
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    Source.RANDOM.nextBytes(bytes);
    return bytes;
  }
}
