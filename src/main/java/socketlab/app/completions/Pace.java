// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import socketlab.app.route.QueryNumber;
import socketlab.protocol.http.Request;

/**
 * How long an answer is and how fast it comes, which stands in the query: a public client has no
 * name for it.
 *
 * @param tokens how many the model has to say, from 1
 * @param rate tokens a second; 0 for all at once
 */
record Pace(int tokens, int rate) {
  /** More than a page of text. */
  static final int MOST_TOKENS = 4096;

  static final int MOST_RATE = 10_000;

  private static final int TOKENS = 60;

  /** About as fast as one reads. */
  private static final int RATE = 20;

  private static final double NANOS = 1e9;

  /**
   * Reads {@code ?tokens=N&rate=R}.
   *
   * @throws IllegalArgumentException in one line, when it is no such number
   */
  static Pace of(Request request) {
    int tokens =
        request.query("tokens") == null ? TOKENS : QueryNumber.of(request, "tokens", MOST_TOKENS);
    int rate = request.query("rate") == null ? RATE : QueryNumber.of(request, "rate", MOST_RATE);
    if (tokens == 0) {
      throw new IllegalArgumentException("tokens is a number from 1 to " + MOST_TOKENS);
    }
    return new Pace(tokens, rate);
  }

  /**
   * How many tokens are there so long after the beginning.
   *
   * @param nanos from the beginning
   */
  int due(long nanos) {
    return rate == 0 ? Integer.MAX_VALUE : (int) Math.min(MOST_TOKENS, nanos / NANOS * rate);
  }

  /** When so many tokens are there, in nanoseconds from the beginning: the first takes its time. */
  long nanosTo(int count) {
    // Rounded up, so that who comes at this moment finds it due.
    return rate == 0 ? 0 : (long) Math.ceil(count * NANOS / rate) + 1;
  }
}
