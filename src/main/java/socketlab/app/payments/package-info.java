// SPDX-License-Identifier: Apache-2.0

/**
 * Payments that are charged once, however often a client has to ask. The charge and the key that
 * the client gave for it are one record of a log, so there is no moment at which a crash leaves one
 * without the other; balances and keys are made from the log when the server starts.
 *
 * <pre>
 *   POST ─▶ key known? ─ no ─▶ one record: account, amount, key ─▶ on disk ─▶ balance, answer
 *                     └─ yes ─▶ the first answer again
 * </pre>
 */
package socketlab.app.payments;
