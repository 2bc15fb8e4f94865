// SPDX-License-Identifier: Apache-2.0
package socketlab.app.payments;

/**
 * How much is kept.
 *
 * @param accounts how many there may be; a payment to another one gets 503
 * @param keys how many are remembered; the oldest is forgotten for a new one, and a client that
 *     then asks again is charged again
 * @param keyMillis how long a key is remembered at the most
 * @param requireKey whether a payment without a key is refused
 */
public record PaymentLimits(int accounts, int keys, long keyMillis, boolean requireKey) {
  /** For both counts: all of it has to fit into one record of a log. */
  public static final int MOST = 100_000;
}
