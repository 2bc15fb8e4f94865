// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * What one thread counted in the measured time. Histograms are of nanoseconds, to three digits.
 * Confined to its thread until that has ended; then it may be added to another.
 */
final class Tally {
  /** Digits of a histogram: a value is kept to a thousandth. */
  static final int DIGITS = 3;

  /** From the intended start to the last byte. */
  final Histogram latency = new Histogram(DIGITS);

  /** From the real send to the last byte. */
  final Histogram uncorrected = new Histogram(DIGITS);

  /** From the real send to the first byte. */
  final Histogram firstByte = new Histogram(DIGITS);

  /** From connect to established, of every connection made, in the warm-up too. */
  final Histogram connect = new Histogram(DIGITS);

  private final long[] failed = new long[Failure.values().length];
  long offered;
  long completed;
  long unfinished;

  /** Of the unfinished: found no free connection until the end. */
  long neverSent;

  /** Found a free connection, and were sent late all the same. */
  long sentLate;

  /**
   * How long the oldest request without an answer had waited at the end, from its intended start;
   * it may be one of the warm-up. In nanoseconds.
   */
  long oldestNanos;

  /** The area below the curve of requests {@linkplain UnderWay under way}. */
  double busyNanos;

  /** Time that requests which are in no histogram kept a connection busy, in the measured time. */
  double otherBusyNanos;

  /** Connections open at the end. */
  int open;

  void failed(Failure kind) {
    failed[kind.ordinal()]++;
  }

  long failed() {
    return Arrays.stream(failed).sum();
  }

  long failedBy(Failure kind) {
    return failed[kind.ordinal()];
  }

  void add(Tally other) {
    latency.add(other.latency);
    uncorrected.add(other.uncorrected);
    firstByte.add(other.firstByte);
    connect.add(other.connect);
    for (int i = 0; i < failed.length; i++) {
      failed[i] += other.failed[i];
    }
    offered += other.offered;
    completed += other.completed;
    unfinished += other.unfinished;
    neverSent += other.neverSent;
    sentLate += other.sentLate;
    oldestNanos = Math.max(oldestNanos, other.oldestNanos);
    busyNanos += other.busyNanos;
    otherBusyNanos += other.otherBusyNanos;
    open += other.open;
  }
}
