// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import org.HdrHistogram.Histogram;

/**
 * What happened in one second of a run; the last one may be shorter.
 *
 * @param second counted from the beginning of the measured time, negative in the warm-up
 * @param latency from the intended start, of the requests that completed in it, in nanoseconds
 * @param uncorrected from the real send
 * @param failed requests that failed in it
 */
public record Interval(int second, Histogram latency, Histogram uncorrected, long failed) {

  /** The same second of two threads. */
  Interval plus(Interval other) {
    latency.add(other.latency);
    uncorrected.add(other.uncorrected);
    return new Interval(second, latency, uncorrected, failed + other.failed);
  }

  public boolean isWarmup() {
    return second < 0;
  }
}
