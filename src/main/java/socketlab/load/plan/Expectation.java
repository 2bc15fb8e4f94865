// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import java.util.Locale;

/** Which statuses an answer is expected to have. Immutable. */
public final class Expectation {
  /** What answers a GET that went well (RFC 9110 section 15.3). */
  public static final Expectation SUCCESS = parse("2xx");

  private static final int LEAST = 200;
  private static final int MOST = 599;

  private final String text;
  private final boolean[] accepted;

  private Expectation(String text, boolean[] accepted) {
    this.text = text;
    this.accepted = accepted;
  }

  /**
   * @param text a status such as 404, a class such as 2xx, several of them with commas between, or
   *     any
   * @throws IllegalArgumentException with one line, when it is none of these
   */
  public static Expectation parse(String text) {
    boolean[] accepted = new boolean[MOST + 1];
    // A comma at the end is a word that is missing, too.
    for (String word : text.split(",", -1)) {
      int[] range = range(word.strip().toLowerCase(Locale.ROOT), text);
      for (int status = range[0]; status <= range[1]; status++) {
        accepted[status] = true;
      }
    }
    return new Expectation(text, accepted);
  }

  private static int[] range(String word, String text) {
    if (word.equals("any")) {
      return new int[] {LEAST, MOST};
    }
    if (word.matches("[2-5]xx")) {
      int hundred = 100 * (word.charAt(0) - '0');
      return new int[] {hundred, hundred + 99};
    }
    if (word.matches("[2-5][0-9][0-9]")) {
      int status = Integer.parseInt(word);
      return new int[] {status, status};
    }
    throw new IllegalArgumentException(
        "--expect is a status from 200 to 599 such as 404, a class such as 2xx, several with commas"
            + " between them, or any; not '"
            + text
            + "'");
  }

  /**
   * @param status of a final response, 200 to 599
   */
  public boolean accepts(int status) {
    return accepted[status];
  }

  /** As it was given. */
  @Override
  public String toString() {
    return text;
  }
}
