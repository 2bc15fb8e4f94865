// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

/** What a ratio says, by its interval and by the noise of the run. */
public enum Verdict {
  /** The whole interval lies on the good side of 1. */
  BETTER("better"),
  /** The whole interval lies on the bad side of 1. */
  WORSE("worse"),
  /** The interval holds 1, or a server differs as much from itself. */
  CANNOT_TELL("cannot tell");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  /**
   * By the interval alone.
   *
   * @param low of the interval
   * @param high of the interval
   */
  public static Verdict of(Metric metric, double low, double high) {
    if (low <= 1 && high >= 1) {
      return CANNOT_TELL;
    }
    boolean lower = high < 1;
    return lower == (metric.better() == Metric.Better.LOWER) ? BETTER : WORSE;
  }

  /** As it stands in files and tables. */
  @Override
  public String toString() {
    return words;
  }
}
