// SPDX-License-Identifier: Apache-2.0
package socketlab.app.payments;

import java.util.Map;
import socketlab.app.payments.PaymentLedger.Done;

/**
 * A ledger at one moment, so that the records before it are not needed any more.
 *
 * @param asOf the offset of the first record that is not in it
 * @param keys in the order of their payments
 */
record Checkpoint(long asOf, Map<String, Long> balances, Map<String, Done> keys) {}
