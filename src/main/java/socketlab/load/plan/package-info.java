// SPDX-License-Identifier: Apache-2.0

/**
 * What a load run is to do: where to, how much, when each request is due, and how its answer is
 * recognised.
 */
package socketlab.load.plan;
