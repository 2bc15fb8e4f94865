// SPDX-License-Identifier: Apache-2.0

/**
 * Experiments on who gets a connection: acceptors that share one listener, and listeners that share
 * one address.
 */
package socketlab.experiment.sharing;
