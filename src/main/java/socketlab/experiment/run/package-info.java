// SPDX-License-Identifier: Apache-2.0

/**
 * Runs experiments: each trial in a process with a network of its own, which ends with it; and
 * keeps what was seen.
 */
package socketlab.experiment.run;
