// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.load.Plans;
import socketlab.load.plan.Target;

/** Each request is counted once, by when it was meant to start. */
@Timeout(60)
class LedgerTest {
  private static final long SECOND = 1_000_000_000L;

  /** A second of warm-up, then three measured ones; time begins at 0. */
  private final Window window = Window.of(0, Duration.ofSeconds(1), Duration.ofSeconds(3));

  private final Ledger ledger =
      new Ledger(window, Plans.open(Target.parse("http://127.0.0.1:1/"), 1000));

  @Test
  void theWarmupIsNotCounted() {
    ledger.begun(SECOND / 2);
    ledger.completed(SECOND / 2, SECOND / 2, 1, SECOND * 3 / 4);
    ledger.close(window);
    assertEquals(0, ledger.tally.offered);
    assertEquals(0, ledger.tally.completed);
    assertEquals(0, ledger.tally.latency.getTotalCount());
  }

  @Test
  void whatBeganInTheWarmupAndEndsLaterIsInNoHistogramButKeptAConnectionBusy() {
    ledger.begun(SECOND / 2);
    ledger.completed(SECOND / 2, SECOND / 2, 1, 2 * SECOND);
    ledger.close(window);
    assertEquals(0, ledger.tally.completed);
    assertEquals(0, ledger.tally.latency.getTotalCount());
    assertEquals(SECOND, ledger.tally.otherBusyNanos);
  }

  @Test
  void latencyIsFromTheIntendedStartAndTheOtherFromTheRealSend() {
    ledger.begun(SECOND);
    ledger.completed(SECOND, SECOND + 2_000, 500, SECOND + 3_000);
    ledger.close(window);
    assertEquals(3_000, ledger.tally.latency.getMaxValue(), 3);
    assertEquals(1_000, ledger.tally.uncorrected.getMaxValue(), 1);
    assertEquals(500, ledger.tally.firstByte.getMaxValue(), 1);
  }

  @Test
  void whatIsUnderWayAtTheEndOrWasNeverSentIsUnfinished() {
    ledger.begun(2 * SECOND);
    ledger.close(window);
    ledger.unfinished(2 * SECOND, 2 * SECOND);
    ledger.neverSent(3 * SECOND);
    assertEquals(2, ledger.tally.offered);
    assertEquals(2, ledger.tally.unfinished);
    assertEquals(1, ledger.tally.neverSent);
    assertEquals(2 * SECOND, ledger.tally.otherBusyNanos);
  }

  /** Of the warm-up too: a server may have hung since then. */
  @Test
  void theOldestWithoutAnAnswerIsRemembered() {
    ledger.close(window);
    ledger.unfinished(2 * SECOND, 3 * SECOND);
    assertEquals(2 * SECOND, ledger.tally.oldestNanos);
    ledger.unfinished(SECOND / 2, SECOND);
    ledger.neverSent(3 * SECOND);
    assertEquals(7 * SECOND / 2, ledger.tally.oldestNanos);
    assertEquals(3 * SECOND, ledger.tally.oldestSentNanos);
  }

  @Test
  void aMillisecondBehindTimeIsLate() {
    ledger.foundFree(2 * SECOND, 2 * SECOND + 1_000_000);
    assertEquals(0, ledger.tally.sentLate);
    ledger.foundFree(2 * SECOND, 2 * SECOND + 1_000_001);
    ledger.foundFree(SECOND / 2, SECOND);
    assertEquals(1, ledger.tally.sentLate);
  }

  @Test
  void everyAnswerIsToldByItsStatusAndByWhenItWasDueAndCame() {
    ledger.answered(200, SECOND / 2, SECOND * 3 / 4);
    ledger.answered(503, SECOND / 2, SECOND * 3 / 4);
    ledger.answered(200, SECOND / 2, 2 * SECOND);
    ledger.answered(404, SECOND, 2 * SECOND);
    ledger.close(window);
    ledger.answered(200, 2 * SECOND, 5 * SECOND);
    assertArrayEquals(new int[] {200, 503}, ledger.tally.inWarmup.statuses().toArray());
    assertEquals(1, ledger.tally.dueInWarmup.of(200));
    assertEquals(1, ledger.tally.dueInWarmup.total());
    assertEquals(1, ledger.tally.answers.of(404));
    assertEquals(1, ledger.tally.answers.total());
  }

  @Test
  void howLongNothingHasComeCountsFromTheLastAnswerOrTheStart() {
    ledger.close(window);
    assertEquals(4 * SECOND, ledger.tally.silentNanos);
    Ledger other = new Ledger(window, Plans.closed(Target.parse("http://127.0.0.1:1/")));
    other.answered(200, SECOND / 2, 3 * SECOND);
    other.close(window);
    assertEquals(SECOND, other.tally.silentNanos);
    other.tally.add(ledger.tally);
    assertEquals(SECOND, other.tally.silentNanos);
  }

  /** At one look at the clock: what came to be due since the last is sent at once. */
  @Test
  void aBurstIsWhatIsSentAtOneMoment() {
    ledger.foundFree(SECOND / 2, SECOND / 2);
    ledger.foundFree(SECOND / 2, SECOND / 2);
    ledger.foundFree(SECOND / 2, SECOND / 2);
    ledger.foundFree(SECOND, SECOND + 3_000);
    ledger.foundFree(SECOND + 1_000, SECOND + 3_000);
    ledger.foundFree(SECOND + 9_000, SECOND + 9_000);
    assertEquals(2, ledger.tally.largestBurst);
    assertEquals(3, ledger.tally.sentBehind.getTotalCount());
    assertEquals(3_000, ledger.tally.sentBehind.getMaxValue(), 3);
  }

  @Test
  void nothingCountsBehindTheEnd() {
    ledger.begun(2 * SECOND);
    ledger.close(window);
    ledger.unfinished(2 * SECOND, 2 * SECOND);
    ledger.completed(2 * SECOND, 2 * SECOND, 1, 5 * SECOND);
    ledger.failed(Failure.RESET, 2 * SECOND, 2 * SECOND, 5 * SECOND);
    assertEquals(0, ledger.tally.completed);
    assertEquals(0, ledger.tally.failed());
    assertEquals(1, ledger.tally.unfinished);
  }

  @Test
  void theFirstAndTheLastSecondAreAsLongAsTheyAre() {
    Window odd = Window.of(0, Duration.ofMillis(300), Duration.ofSeconds(3));
    Ledger stopped = new Ledger(odd, Plans.closed(Target.parse("http://127.0.0.1:1/")));
    stopped.close(odd.endingAt(2 * SECOND));
    long[] nanos = stopped.intervals.stream().mapToLong(Interval::nanos).toArray();
    assertArrayEquals(new long[] {3 * SECOND / 10, SECOND, 7 * SECOND / 10}, nanos);
  }

  @Test
  void aSecondIsWrittenDownWhenItIsOver() {
    ledger.completed(SECOND + 1, SECOND + 1, 1, SECOND + 10);
    ledger.completed(3 * SECOND + 1, 3 * SECOND + 1, 1, 3 * SECOND + 10);
    ledger.close(window);
    long[] counts =
        ledger.intervals.stream()
            .filter(i -> !i.isWarmup())
            .mapToLong(i -> i.latency().getTotalCount())
            .toArray();
    assertArrayEquals(new long[] {1, 0, 1}, counts);
    assertEquals(2, ledger.tally.latency.getTotalCount());
  }
}
