// SPDX-License-Identifier: Apache-2.0

/**
 * Experiments on the two queues of a listener: how long they are, who holds a place in them, and
 * what a client sees when one is full.
 */
package socketlab.experiment.queue;
