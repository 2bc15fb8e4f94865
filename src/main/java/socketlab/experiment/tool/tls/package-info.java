// SPDX-License-Identifier: Apache-2.0

/** Certificates of an experiment's own, and clients that trust them. */
package socketlab.experiment.tool.tls;
