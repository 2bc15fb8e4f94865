// SPDX-License-Identifier: Apache-2.0

/** Experiments about the ways to HTTPS: how many round trips each takes, by the packets. */
package socketlab.experiment.https;
