// SPDX-License-Identifier: Apache-2.0
package socketlab.app.jobs;

/**
 * How much may be done and kept.
 *
 * @param threads how many jobs run at once, at least 1
 * @param queued how many more wait for their turn, at least 1; another gets 503
 * @param kept how many jobs are known at once; the oldest that is over is forgotten for a new one
 */
public record JobLimits(int threads, int queued, int kept) {
  /** More threads than that do no work sooner on any machine that the lab is used on. */
  public static final int MOST_THREADS = 1000;

  /** A job is some hundred bytes, and all of them are in memory. */
  public static final int MOST_KEPT = 1_000_000;
}
