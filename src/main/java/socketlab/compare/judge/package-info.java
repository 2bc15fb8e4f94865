// SPDX-License-Identifier: Apache-2.0

/**
 * From samples to verdicts: medians, ratios with their interval, the noise that a difference must
 * exceed, and which bounds were met.
 */
package socketlab.compare.judge;
