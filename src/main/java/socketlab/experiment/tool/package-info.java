// SPDX-License-Identifier: Apache-2.0

/**
 * What experiments of every kind work with in their private network: listeners, sysctls, waiting
 * for a state, and the median of several rounds.
 */
package socketlab.experiment.tool;
