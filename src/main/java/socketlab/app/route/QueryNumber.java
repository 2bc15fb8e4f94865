// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import socketlab.protocol.http.Request;

/** A whole number in a query. */
public final class QueryNumber {
  private static final int MOST_DIGITS = 9;

  private QueryNumber() {}

  /**
   * Reads {@code name=NUMBER}.
   *
   * @return 0 when the query has no such name
   * @throws IllegalArgumentException in one line, when it is no number from 0 to {@code most}
   */
  public static int of(Request request, String name, int most) {
    String text = request.query(name);
    return text == null ? 0 : parse(text, name, most);
  }

  /** Likewise, of a number that is there. */
  public static int parse(String text, String name, int most) {
    if (text.isEmpty()
        || text.length() > MOST_DIGITS
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')
        || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(name + " is a number from 0 to " + most);
    }
    return Integer.parseInt(text);
  }
}
