// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

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
public final class Ledger {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /**
   * A loop that has time to spare sends within tens of microseconds; one that has none, ever later.
   */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Seconds that are over; taken by the thread that watches. */
  public final ConcurrentLinkedQueue<Interval> intervals = new ConcurrentLinkedQueue<>();

  public final Tally tally = new Tally();
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
  private long lastAnswer;

  /**
   * The look at the clock of the last request that found a free connection, and how many it had.
   */
  private long burstAt;

  private int burst;

  public Ledger(Window window, LoadPlan plan) {
    this.window = window;
    this.open = plan.isOpen();
    this.connectsOnce = !plan.newConnection();
    second = (int) Math.floorDiv(window.start() - window.from(), SECOND);
    secondEnds = window.from() + (second + 1) * SECOND;
    lastAnswer = window.start();
  }

  public void connected(long nanos, long now) {
    if (!closed && (connectsOnce || now - window.from() >= 0)) {
      tally.connect.recordValue(nanos);
    }
  }

  /** A handshake of TLS was finished. */
  public void secured(boolean resumed, long nanos, long now) {
    if (!closed && (connectsOnce || now - window.from() >= 0)) {
      tally.handshake.recordValue(nanos);
      tally.resumed += resumed ? 1 : 0;
    }
  }

  /** TLS failed on a connection: why, in one line. */
  public void insecure(String reason) {
    if (!closed) {
      tally.insecure(reason);
    }
  }

  public void begun(long intended) {
    if (window.counts(intended)) {
      tally.offered++;
    }
  }

  /**
   * A whole answer, which is then {@link #completed} or {@link #failed} by its status.
   *
   * @param status or {@link StatusCounts#NONE}
   */
  public void answered(int status, long intended, long now) {
    if (closed) {
      return;
    }
    lastAnswer = now;
    if (counts(intended)) {
      tally.answers.add(status);
    } else if (now - window.from() >= 0) {
      tally.dueInWarmup.add(status);
    } else {
      tally.inWarmup.add(status);
    }
  }

  /** Whether a request that was meant to start then is of the measured time. */
  public boolean counts(long intended) {
    return window.counts(intended);
  }

  /**
   * @param firstByte nanoseconds from the request's bytes to the answer's first
   */
  public void completed(long intended, long sent, long firstByte, long now) {
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

  public void failed(Failure kind, long intended, long sent, long now) {
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
  public void unfinished(long intended, long sent) {
    waited(intended);
    tally.oldestSentNanos = Math.max(tally.oldestSentNanos, window.end() - sent);
    tally.otherBusyNanos += window.overlap(sent, window.end());
    if (window.counts(intended)) {
      tally.unfinished++;
    }
  }

  /** Was due in the measured time, and never sent. */
  public void neverSent(long intended) {
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
  public void foundFree(long intended, long now) {
    if (!window.counts(intended)) {
      return;
    }
    burst = now == burstAt ? burst + 1 : 1;
    burstAt = now;
    tally.largestBurst = Math.max(tally.largestBurst, burst);
    tally.sentBehind.recordValue(now - intended);
    if (now - intended > LATE_NANOS) {
      tally.sentLate++;
    }
  }

  /** Goes on to the next second when one is over. */
  public void turnPage(long now) {
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
  public void close(Window ended) {
    window = ended;
    turnPage(ended.end());
    if (second >= 0 && ended.end() - (secondEnds - SECOND) > 0) {
      write(ended.end());
    }
    tally.silentNanos = ended.end() - lastAnswer;
    closed = true;
  }
}
