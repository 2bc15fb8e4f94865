// SPDX-License-Identifier: Apache-2.0

/**
 * What experiments work with in their private network: listeners, clients, and the places where the
 * kernel tells the same fact.
 */
package socketlab.experiment.tool;
