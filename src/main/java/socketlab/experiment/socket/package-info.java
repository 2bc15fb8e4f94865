// SPDX-License-Identifier: Apache-2.0

/** Experiments with one connection: its small writes, its full buffers, its two ends. */
package socketlab.experiment.socket;
