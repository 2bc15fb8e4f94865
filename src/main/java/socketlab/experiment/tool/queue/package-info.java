// SPDX-License-Identifier: Apache-2.0

/**
 * Fills the queues of a listener, and reads their state from each place where the kernel tells it.
 */
package socketlab.experiment.tool.queue;
