// SPDX-License-Identifier: Apache-2.0
package socketlab.app.payments;

/**
 * A payment that has been charged.
 *
 * @param offset of its record
 * @param amount in the smallest unit of the currency, so that nothing is ever rounded
 * @param balance of the account right behind it
 */
record Payment(long offset, String account, long amount, long balance) {
  /** As JSON, on one line; an account's name needs no escapes. */
  String json() {
    return "{\"id\":\"p%d\",\"account\":\"%s\",\"amount\":%d,\"balance\":%d}"
        .formatted(offset, account, amount, balance);
  }
}
