// SPDX-License-Identifier: Apache-2.0

/**
 * Patterns against each other and against other servers: a campaign from its plan to its folder,
 * and the way to the benchmarks.
 */
package socketlab.compare;
