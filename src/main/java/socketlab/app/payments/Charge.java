// SPDX-License-Identifier: Apache-2.0
package socketlab.app.payments;

import java.util.regex.Pattern;

/**
 * What a client asks for: all of a payment that does not depend on others.
 *
 * @param key what it gave so that it can ask again; null when it gave none
 * @param print of the request's body, to tell another request under the same key; null without key
 */
record Charge(String account, long amount, String key, byte[] print) {
  static final long MOST_AMOUNT = 1_000_000_000_000L;

  /**
   * Numbers up to here are whole in every reader of JSON, JavaScript's too (RFC 8259 section 6).
   */
  static final long MOST_BALANCE = (1L << 53) - 1;

  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * Checks an account's name.
   *
   * @throws IllegalArgumentException in one line
   */
  static String account(String name) {
    if (!ACCOUNT.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "an account is 1 to 64 letters, digits, dots, dashes and underscores");
    }
    return name;
  }
}
