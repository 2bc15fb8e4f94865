// SPDX-License-Identifier: Apache-2.0

/** Experiments with the measuring itself: what a load generator sees, and what it misses. */
package socketlab.experiment.load;
