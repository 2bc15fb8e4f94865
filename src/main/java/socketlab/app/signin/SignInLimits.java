// SPDX-License-Identifier: Apache-2.0
package socketlab.app.signin;

/**
 * How many may be signed in, and for how long.
 *
 * @param sessions how many in memory, and as many in the store; another one gets 503
 * @param millis in memory: how long one that asks for nothing stays signed in; in the store and by
 *     a token: how long one stays signed in, whatever it does
 */
public record SignInLimits(int sessions, long millis) {
  /** A session is some hundred bytes, and all of them are in memory. */
  public static final int MOST = 1_000_000;
}
