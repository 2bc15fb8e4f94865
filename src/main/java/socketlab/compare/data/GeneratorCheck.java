// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

import java.util.List;

/**
 * What the lab's own generator costs, beside another under the same loads and against the same
 * server, and how well it holds a rate.
 *
 * @param server that was loaded
 * @param baseline the generator that ratios are told to
 * @param workloads that both offered
 * @param samples whose {@code server} is the generator's name
 * @param summaries likewise
 * @param comparisons likewise
 * @param rates asked and achieved
 */
public record GeneratorCheck(
    String server,
    String baseline,
    List<Load> workloads,
    List<Sample> samples,
    List<Summary> summaries,
    List<Comparison> comparisons,
    List<Rate> rates) {
  /**
   * A rate that was asked for; all in requests a second.
   *
   * @param achieved the median of the rounds
   * @param least of the rounds
   * @param most likewise
   */
  public record Rate(double asked, int rounds, double achieved, double least, double most) {
    /** How far off the worst round was, in percent of what was asked. */
    public double worstPercent() {
      return 100 * Math.max(Math.abs(most - asked), Math.abs(least - asked)) / asked;
    }
  }
}
