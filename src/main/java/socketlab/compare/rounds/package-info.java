// SPDX-License-Identifier: Apache-2.0

/**
 * Carries out a plan: starts the servers, gives them turns in interleaved rounds, and notes who
 * could not take part and why.
 */
package socketlab.compare.rounds;
