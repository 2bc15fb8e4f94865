// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * What one thread counted, in the measured time where nothing else is said. Histograms are of
 * nanoseconds, to three digits. Confined to its thread until that has ended; then it may be added
 * to another.
 */
public final class Tally {
  /** Digits of a histogram: a value is kept to a thousandth. */
  static final int DIGITS = 3;

  /** From the intended start to the last byte. */
  public final Histogram latency = new Histogram(DIGITS);

  /** From the real send to the last byte. */
  public final Histogram uncorrected = new Histogram(DIGITS);

  /** From the real send to the first byte. */
  public final Histogram firstByte = new Histogram(DIGITS);

  /** From connect to established, of every connection made, in the warm-up too. */
  public final Histogram connect = new Histogram(DIGITS);

  /** From established to the end of TLS's handshake, likewise; empty without TLS. */
  public final Histogram handshake = new Histogram(DIGITS);

  /**
   * From the intended start to the real send, of requests that found a free connection: how late
   * the generator itself was.
   */
  public final Histogram sentBehind = new Histogram(DIGITS);

  /** Whole answers that came in the warm-up. */
  public final StatusCounts inWarmup = new StatusCounts();

  /** Whole answers that came behind the warm-up, to requests that were due in it. */
  public final StatusCounts dueInWarmup = new StatusCounts();

  /** Whole answers to requests that were due in the measured time: completed, or of bad status. */
  public final StatusCounts answers = new StatusCounts();

  private final long[] failed = new long[Failure.values().length];
  public long offered;
  public long completed;
  public long unfinished;

  /** Of the unfinished: found no free connection until the end. */
  public long neverSent;

  /** Found a free connection, and were sent late all the same. */
  public long sentLate;

  /** The most requests that found a free connection and were sent at one look at the clock. */
  public int largestBurst;

  /**
   * How long the oldest request without an answer had waited at the end, from its intended start;
   * it may be one of the warm-up. In nanoseconds.
   */
  public long oldestNanos;

  /** The same from the real send, of those that were sent. */
  public long oldestSentNanos;

  /**
   * How long before the end the last answer came, to whichever request; without any, as long as the
   * run was. In nanoseconds.
   */
  public long silentNanos = Long.MAX_VALUE;

  /** The area below the curve of requests {@linkplain UnderWay under way}. */
  public double busyNanos;

  /** Time that requests which are in no histogram kept a connection busy, in the measured time. */
  public double otherBusyNanos;

  /** Of the handshakes: took up an earlier session, as far as the engine tells. */
  public long resumed;

  /** Connections on which TLS failed, and why the first did; null when none. */
  public long insecure;

  public String insecureReason;

  /** Connections open at the end. */
  public int open;

  /** The area below the curve of connections open: connections × nanoseconds. */
  public double openNanos;

  /** Of the places for connections: on how many a request of the measured time was answered. */
  public int answeredOn;

  void insecure(String reason) {
    if (insecure++ == 0) {
      insecureReason = reason;
    }
  }

  public void failed(Failure kind) {
    failed[kind.ordinal()]++;
  }

  public long failed() {
    return Arrays.stream(failed).sum();
  }

  public long failedBy(Failure kind) {
    return failed[kind.ordinal()];
  }

  public void add(Tally other) {
    latency.add(other.latency);
    uncorrected.add(other.uncorrected);
    firstByte.add(other.firstByte);
    connect.add(other.connect);
    handshake.add(other.handshake);
    sentBehind.add(other.sentBehind);
    inWarmup.add(other.inWarmup);
    dueInWarmup.add(other.dueInWarmup);
    answers.add(other.answers);
    for (int i = 0; i < failed.length; i++) {
      failed[i] += other.failed[i];
    }
    offered += other.offered;
    completed += other.completed;
    unfinished += other.unfinished;
    neverSent += other.neverSent;
    sentLate += other.sentLate;
    largestBurst = Math.max(largestBurst, other.largestBurst);
    oldestNanos = Math.max(oldestNanos, other.oldestNanos);
    oldestSentNanos = Math.max(oldestSentNanos, other.oldestSentNanos);
    silentNanos = Math.min(silentNanos, other.silentNanos);
    busyNanos += other.busyNanos;
    otherBusyNanos += other.otherBusyNanos;
    resumed += other.resumed;
    insecure += other.insecure;
    insecureReason = insecureReason == null ? other.insecureReason : insecureReason;
    open += other.open;
    openNanos += other.openNanos;
    answeredOn += other.answeredOn;
  }
}
