// SPDX-License-Identifier: Apache-2.0

/**
 * One server under load, once: what it used for a request, what it keeps for an idle connection,
 * and what disturbed the measurement.
 */
package socketlab.compare.measure;
