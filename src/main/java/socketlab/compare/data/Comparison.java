// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

/**
 * A server against the baseline, or a server against itself.
 *
 * @param metric by {@link Metric#id}
 * @param baseline what {@code server} is divided by
 * @param ratio the median of the rounds' ratios; of different runs, the ratio of the medians
 * @param low of its 95 % interval, by a seeded bootstrap
 * @param high likewise
 * @param pValue of the Mann–Whitney test, two-sided: how likely ranks so apart are by chance alone
 */
public record Comparison(
    String workload,
    String metric,
    String server,
    String baseline,
    double ratio,
    double low,
    double high,
    double pValue,
    Verdict verdict) {
  /** The same, which decides nothing. */
  public Comparison undecided() {
    return new Comparison(
        workload, metric, server, baseline, ratio, low, high, pValue, Verdict.CANNOT_TELL);
  }
}
