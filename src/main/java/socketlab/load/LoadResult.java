// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import socketlab.load.count.Failure;
import socketlab.load.count.Intervals;
import socketlab.load.count.LittlesLawCheck;
import socketlab.load.count.StatusCounts;
import socketlab.load.count.Tally;
import socketlab.load.plan.LoadPlan;
import socketlab.tls.client.TlsHandshake;

/**
 * What came of a run, in its measured time: offered = completed + failed + unfinished.
 *
 * @param tls what the first handshake agreed on; empty without TLS
 * @param seconds the measured time, shorter than planned when it was stopped
 * @param tally of all threads; its histograms are in nanoseconds
 * @param cpuNanos CPU time of this process, user and system of all threads; empty where the kernel
 *     does not tell
 * @param busyShare of the measured time in which a load thread ran or waited for a CPU, from 0 to 1
 * @param waitedShare of the measured time in which one waited for a CPU, from 0 to 1
 * @param sources local addresses connections came from
 * @param openMost connections open at once, at most, in the warm-up too
 * @param little the check of these figures against each other
 * @param course one entry a whole second
 */
public record LoadResult(
    LoadPlan plan,
    Optional<TlsHandshake> tls,
    double seconds,
    Tally tally,
    Optional<Long> cpuNanos,
    double busyShare,
    double waitedShare,
    int sources,
    int openMost,
    LittlesLawCheck little,
    List<Intervals.Second> course) {

  public long offered() {
    return tally.offered;
  }

  public long completed() {
    return tally.completed;
  }

  public long failed() {
    return tally.failed();
  }

  public long failedBy(Failure kind) {
    return tally.failedBy(kind);
  }

  /** Under way at the end, or due and never sent. */
  public long unfinished() {
    return tally.unfinished;
  }

  /** Whole answers that came in the warm-up. */
  public StatusCounts inWarmup() {
    return tally.inWarmup;
  }

  /** Whole answers that came behind the warm-up, to requests that were due in it. */
  public StatusCounts dueInWarmup() {
    return tally.dueInWarmup;
  }

  /**
   * Whole answers to requests that were due in the measured time: the completed, and those that
   * failed by their status.
   */
  public StatusCounts answers() {
    return tally.answers;
  }

  /** Connections open at the end. */
  public int open() {
    return tally.open;
  }

  /** Connections open on the average. */
  public double openAverage() {
    return seconds == 0 ? 0 : tally.openNanos / (seconds * 1e9);
  }

  /** Of the places for connections: on how many a request of the measured time was answered. */
  public int answeredOn() {
    return tally.answeredOn;
  }

  /** How late the generator sent what found a free connection; empty in a closed loop. */
  public Histogram sentBehind() {
    return tally.sentBehind;
  }

  /** The most requests that found a free connection and were sent at one look at the clock. */
  public int largestBurst() {
    return tally.largestBurst;
  }

  /** Completed requests a second. */
  public double achievedRate() {
    return seconds == 0 ? 0 : tally.completed / seconds;
  }

  /** From the intended start to the last byte. */
  public Histogram latency() {
    return tally.latency;
  }

  /** From the real send to the last byte; the same as {@link #latency} in a closed loop. */
  public Histogram uncorrected() {
    return tally.uncorrected;
  }

  /** From the real send to the first byte. */
  public Histogram firstByte() {
    return tally.firstByte;
  }

  /** From connect to established. */
  public Histogram connect() {
    return tally.connect;
  }

  /** From established to the end of TLS's handshake; empty without TLS. */
  public Histogram handshake() {
    return tally.handshake;
  }

  /** Handshakes that took up an earlier session, as far as the engine tells. */
  public long resumed() {
    return tally.resumed;
  }

  /** CPU time of this process a completed request, in microseconds; empty when not known. */
  public Optional<Double> cpuMicrosPerRequest() {
    return tally.completed == 0
        ? Optional.empty()
        : cpuNanos.map(nanos -> nanos / 1e3 / tally.completed);
  }

  /** Requests under way on the average, by the clock: from the area below their curve. */
  public double busy() {
    return little.busy();
  }

  /**
   * The same by Little's law: rate × mean time from the real send, and the time of those that are
   * in no histogram.
   */
  public double busyByLaw() {
    return little.expected();
  }

  /** Why these figures are not to be believed, if so. */
  public Optional<String> refusal() {
    long known = completed() + failed() + unfinished();
    if (offered() != known) {
      return Optional.of(
          "result refused: "
              + offered()
              + " requests were offered and the fate of "
              + known
              + " is known; this is a fault of the generator, please report it");
    }
    return little.refusal();
  }

  /** Why the answers are not what was expected, in one line, if so. */
  public Optional<String> disappointment() {
    return Disappointment.of(this);
  }

  /** What to be careful about, and what to do; one line each. */
  public List<String> warnings() {
    return Advice.on(this);
  }
}
