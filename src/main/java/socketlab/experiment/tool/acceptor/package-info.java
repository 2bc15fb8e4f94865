// SPDX-License-Identifier: Apache-2.0

/**
 * Threads that accept from one listener, each in one of several ways, and the order in which they
 * were given connections.
 */
package socketlab.experiment.tool.acceptor;
