// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import socketlab.load.stream.plan.StreamPlan;

/**
 * What came of it.
 *
 * @param address that was loaded
 * @param seconds the measured time, shorter than planned when it was stopped
 * @param streams how many were really open
 * @param openAtEnd of them when the measured time was over
 * @param establishedSeconds from the first connect until all were open, or had failed
 * @param tally of all threads; its histograms are in nanoseconds
 * @param missed clients that had not seen the last message when it ended
 * @param publishing what the publisher saw; empty without one
 * @param cpuNanos of this process in the measured time; empty where the kernel does not tell
 * @param watched what the server used; empty when nobody looked
 */
public record StreamResult(
    StreamPlan plan,
    InetSocketAddress address,
    double seconds,
    OpenStreams streams,
    int openAtEnd,
    double establishedSeconds,
    StreamTally tally,
    int missed,
    Optional<Published> publishing,
    Optional<Long> cpuNanos,
    Optional<Watched> watched) {
  /** Of a CPU: a process that uses more has none to spare. */
  private static final double BUSY = 0.95;

  /**
   * What was published.
   *
   * @param messages in the whole run
   * @param answerTime from sending one to its answer, in nanoseconds
   * @param failure why it stopped by itself; empty when it did not
   */
  public record Published(long messages, Histogram answerTime, Optional<String> failure) {}

  /**
   * What the server used.
   *
   * @param cpuNanos user and system, in the measured time
   * @param switches of context, in the measured time, of the threads that stayed
   * @param residentBefore bytes in RAM before anybody connected
   * @param residentOpen likewise at the end of the measured time, with all that are open
   */
  public record Watched(long cpuNanos, long switches, long residentBefore, long residentOpen) {}

  /** Messages that came a second, of all clients together. */
  public double deliveredRate() {
    return seconds == 0 ? 0 : tally.delivered / seconds;
  }

  /** CPU time of this process a message, in microseconds; empty when not known. */
  public Optional<Double> cpuMicrosPerMessage() {
    return tally.delivered == 0
        ? Optional.empty()
        : cpuNanos.map(nanos -> nanos / 1e3 / tally.delivered);
  }

  /** CPU time of the server a message, in microseconds; empty when nobody looked. */
  public Optional<Double> serverMicrosPerMessage() {
    return tally.delivered == 0
        ? Optional.empty()
        : watched.map(one -> one.cpuNanos() / 1e3 / tally.delivered);
  }

  /** What the server's memory grew by a stream that is open; empty when nobody looked. */
  public Optional<Double> bytesPerStream() {
    return openAtEnd == 0
        ? Optional.empty()
        : watched.map(one -> (one.residentOpen() - one.residentBefore()) / (double) openAtEnd);
  }

  /** Why the command has failed, in one line, if so. */
  public Optional<String> disappointment() {
    String url = plan.target().url();
    String reason = streams.reason().isEmpty() ? "" : ": " + streams.reason();
    if (streams.everEstablished() == 0 || openAtEnd == 0) {
      return Optional.of("no stream of " + url + " is open" + reason);
    }
    Optional<String> failure = publishing.flatMap(Published::failure);
    if (failure.isPresent()) {
      return Optional.of(
          "publishing to "
              + plan.publishing().orElseThrow().to().url()
              + " failed: "
              + failure.get());
    }
    if (openAtEnd < plan.connections()) {
      return Optional.of(
          "%,d of %,d streams of %s are open%s"
              .formatted(openAtEnd, plan.connections(), url, reason));
    }
    if (tally.missing + missed > 0) {
      return Optional.of(
          "messages were lost: %,d did not come, and %,d clients did not see the last one"
              .formatted(tally.missing, missed));
    }
    return Optional.empty();
  }

  /** What to be careful about; one line each. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (tally.delivered == 0) {
      warnings.add(
          "no message came in the measured time; --publish=URL publishes, or publish meanwhile");
    }
    if (tally.unstamped > 0) {
      warnings.add(
          "%,d messages carry no time, so they are in no delay; a publisher writes it as published=MICROSECONDS"
              .formatted(tally.unstamped));
    }
    if (tally.repeated > 0) {
      warnings.add("%,d messages came again".formatted(tally.repeated));
    }
    double own = cpuNanos.orElse(0L) / 1e9 / Math.max(seconds, 1e-9) / plan.threads();
    if (own > BUSY && tally.delivered > 0) {
      warnings.add(
          "this process had no CPU to spare, so the delays are partly its own; give it --threads,"
              + " or fewer streams");
    }
    return warnings;
  }
}
