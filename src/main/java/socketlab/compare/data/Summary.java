// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

/**
 * What the rounds of a server come to.
 *
 * @param metric by {@link Metric#id}
 * @param rounds how many gave a value
 */
public record Summary(
    String workload,
    String server,
    String metric,
    int rounds,
    double median,
    double least,
    double most) {}
