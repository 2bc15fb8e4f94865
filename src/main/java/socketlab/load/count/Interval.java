// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What happened in one second of a run; the first one and the last may be shorter.
 *
 * @param second counted from the beginning of the measured time, negative in the warm-up
 * @param nanos how long it was: less than a second at the beginning of the warm-up and at the end
 * @param latency from the intended start, of the requests that completed in it, in nanoseconds
 * @param uncorrected from the real send
 * @param failed requests that failed in it
 */
public record Interval(
    int second, long nanos, Histogram latency, Histogram uncorrected, long failed) {

  /** The same second of two threads. */
  Interval plus(Interval other) {
    latency.add(other.latency);
    uncorrected.add(other.uncorrected);
    return new Interval(
        second, Math.max(nanos, other.nanos), latency, uncorrected, failed + other.failed);
  }

  boolean isWhole() {
    return nanos == TimeUnit.SECONDS.toNanos(1);
  }

  public boolean isWarmup() {
    return second < 0;
  }
}
