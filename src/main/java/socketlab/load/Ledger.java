// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import socketlab.load.plan.LoadPlan;

/**
 * Writes down the fate of each request of one thread: begun, then completed, failed or unfinished.
 * Each is counted once, by when it was <em>meant</em> to start, so that none is lost and none of
 * the warm-up slips in.
 *
 * <p>Confined to the loop's thread, but for {@link #intervals}.
 */
final class Ledger {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /**
   * A loop that has time to spare sends within tens of microseconds; one that has none, ever later.
   */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Seconds that are over; taken by the thread that watches. */
  final ConcurrentLinkedQueue<Interval> intervals = new ConcurrentLinkedQueue<>();

  final Tally tally = new Tally();
  private final Histogram latency = new Histogram(Tally.DIGITS);
  private final Histogram uncorrected = new Histogram(Tally.DIGITS);

  /** Whether the intended start may differ from the real one. */
  private final boolean open;

  /** Connections are made in the warm-up, so that is when their connects are timed. */
  private final boolean connectsOnce;

  private Window window;
  private int second;
  private long secondEnds;
  private long failedThisSecond;
  private boolean closed;

  Ledger(Window window, LoadPlan plan) {
    this.window = window;
    this.open = plan.isOpen();
    this.connectsOnce = !plan.newConnection();
    second = (int) Math.floorDiv(window.start() - window.from(), SECOND);
    secondEnds = window.from() + (second + 1) * SECOND;
  }

  void connected(long nanos, long now) {
    if (!closed && (connectsOnce || now - window.from() >= 0)) {
      tally.connect.recordValue(nanos);
    }
  }

  void begun(long intended) {
    if (window.counts(intended)) {
      tally.offered++;
    }
  }

  /**
   * @param firstByte nanoseconds from the request's bytes to the answer's first
   */
  void completed(long intended, long sent, long firstByte, long now) {
    turnPage(now);
    if (closed) {
      return;
    }
    if (window.counts(intended)) {
      tally.completed++;
      tally.firstByte.recordValue(firstByte);
    } else if (second >= 0) {
      tally.otherBusyNanos += window.overlap(sent, now);
      return;
    }
    latency.recordValue(now - intended);
    if (open) {
      uncorrected.recordValue(now - sent);
    }
  }

  void failed(Failure kind, long intended, long sent, long now) {
    turnPage(now);
    if (closed) {
      return;
    }
    failedThisSecond++;
    tally.otherBusyNanos += window.overlap(sent, now);
    if (window.counts(intended)) {
      tally.failed(kind);
    }
  }

  /** Still under way at the end. */
  void unfinished(long intended, long sent) {
    waited(intended);
    tally.otherBusyNanos += window.overlap(sent, window.end());
    if (window.counts(intended)) {
      tally.unfinished++;
    }
  }

  /** Was due in the measured time, and never sent. */
  void neverSent(long intended) {
    waited(intended);
    begun(intended);
    if (window.counts(intended)) {
      tally.unfinished++;
      tally.neverSent++;
    }
  }

  private void waited(long intended) {
    tally.oldestNanos = Math.max(tally.oldestNanos, window.end() - intended);
  }

  /** Is sent now, on a connection that was free when it was due. */
  void foundFree(long intended, long now) {
    if (now - intended > LATE_NANOS && window.counts(intended)) {
      tally.sentLate++;
    }
  }

  /** Goes on to the next second when one is over. */
  void turnPage(long now) {
    while (now - secondEnds >= 0 && !closed) {
      write(secondEnds);
      second++;
      secondEnds += SECOND;
    }
  }

  private void write(long ends) {
    long began = secondEnds - SECOND;
    if (began - window.start() < 0) {
      began = window.start();
    }
    Interval interval =
        new Interval(
            second,
            ends - began,
            latency.copy(),
            open ? uncorrected.copy() : latency.copy(),
            failedThisSecond);
    if (second >= 0) {
      tally.latency.add(latency);
      tally.uncorrected.add(open ? uncorrected : latency);
    }
    latency.reset();
    uncorrected.reset();
    failedThisSecond = 0;
    intervals.add(interval);
  }

  /** The end, perhaps before its time: behind this come only the unfinished. */
  void close(Window ended) {
    window = ended;
    turnPage(ended.end());
    if (second >= 0 && ended.end() - (secondEnds - SECOND) > 0) {
      write(ended.end());
    }
    closed = true;
  }
}
