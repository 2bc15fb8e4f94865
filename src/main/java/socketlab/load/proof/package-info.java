// SPDX-License-Identifier: Apache-2.0

/**
 * The generator proves itself: a freeze of known length, and the quantiles that arithmetic gives
 * it.
 */
package socketlab.load.proof;
