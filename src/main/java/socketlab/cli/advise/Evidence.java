// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

/**
 * Where a figure of a reason comes from: the last record of an experiment.
 *
 * @param experiment its id
 * @param figure how its name ends; what stands before depends on the machine in some
 */
record Evidence(String experiment, String figure) {}
