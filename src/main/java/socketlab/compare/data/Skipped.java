// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

/**
 * What was asked for and did not take part.
 *
 * @param name of a server, or of a server and a workload
 * @param reason in one line
 */
public record Skipped(String name, String reason) {}
