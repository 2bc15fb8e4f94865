// SPDX-License-Identifier: Apache-2.0

/**
 * What a campaign is to measure: workloads, servers and rounds, the list of {@code --everything},
 * and the speed table with its bounds.
 */
package socketlab.compare.plan;
