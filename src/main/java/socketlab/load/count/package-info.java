// SPDX-License-Identifier: Apache-2.0

/**
 * What becomes of each request, counted: by one thread in a {@link Ledger} and its {@link Tally},
 * second by second in {@link Intervals}, and checked by {@link LittlesLawCheck}. Knows no socket.
 */
package socketlab.load.count;
