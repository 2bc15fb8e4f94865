// SPDX-License-Identifier: Apache-2.0

/** Clients of the servers in an experiment: blocking ones, and the plans for the load generator. */
package socketlab.experiment.tool.client;
