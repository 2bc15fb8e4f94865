// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.load.count.Failure;
import socketlab.load.count.Intervals;
import socketlab.load.count.LittlesLawCheck;
import socketlab.load.count.Tally;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Transport;

/** Each warning, where it belongs, and not where it does not. */
@Timeout(60)
class AdviceTest {
  private static final long MILLIS = 1_000_000;
  private static final Target HOME = Target.parse("http://127.0.0.1:1/");
  private static final Target AWAY = Target.parse("http://192.0.2.1:1/");

  /** A run of ten seconds in which nothing went wrong, with what a test changes of it. */
  private final Tally tally = new Tally();

  private double busyShare = 0.5;
  private int sources = 1;
  private Target target = HOME;
  private Transport transport = Transport.EPOLL;
  private boolean newConnection;
  private long[] completed = new long[10];
  private long[] meanMillis = new long[10];

  AdviceTest() {
    tally.offered = 10_000;
    tally.completed = 10_000;
    tally.latency.recordValueWithCount(2 * MILLIS, 10_000);
    tally.open = Plans.CONNECTIONS;
    tally.answeredOn = Plans.CONNECTIONS;
    tally.silentNanos = MILLIS;
    Arrays.fill(completed, 1_000);
    Arrays.fill(meanMillis, 2);
  }

  private List<String> advice(OptionalDouble rate) {
    LoadPlan plan =
        new LoadPlan(
            target,
            rate,
            Plans.CONNECTIONS,
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            1,
            newConnection,
            Arrivals.POISSON,
            1,
            transport,
            Duration.ofSeconds(30));
    List<Intervals.Second> course =
        IntStream.range(0, completed.length)
            .mapToObj(i -> new Intervals.Second(completed[i], MILLIS * meanMillis[i]))
            .toList();
    return new LoadResult(
            plan,
            Optional.empty(),
            10,
            tally,
            Optional.empty(),
            busyShare,
            0,
            sources,
            tally.open,
            new LittlesLawCheck(0, 0),
            course)
        .warnings();
  }

  /** A closed loop at full speed and an open one, by what their warnings begin with. */
  private void closedSays(String... beginnings) {
    says(advice(OptionalDouble.empty()), beginnings);
  }

  private void openSays(String... beginnings) {
    says(advice(OptionalDouble.of(1_000)), beginnings);
  }

  private static void says(List<String> lines, String... beginnings) {
    assertEquals(beginnings.length, lines.size(), lines::toString);
    for (int i = 0; i < beginnings.length; i++) {
      assertEquals(beginnings[i], lines.get(i).substring(0, beginnings[i].length()));
    }
  }

  private void unfinished(long requests) {
    tally.unfinished = requests;
    tally.completed -= requests;
    tally.latency.reset();
    if (tally.completed > 0) {
      tally.latency.recordValueWithCount(2 * MILLIS, tally.completed);
    }
  }

  @Test
  void nothingIsSaidWhereNothingIsWrong() {
    closedSays();
    openSays();
  }

  @Test
  void aGeneratorWithoutTimeIsTheBottleneck() {
    busyShare = 0.951;
    closedSays("the generator was the bottleneck: its threads ran or waited for a CPU 95 %");
    openSays("the generator was the bottleneck");
    busyShare = 0.949;
    closedSays();
    openSays();
  }

  /** It looks without waiting before each intended start. */
  @Test
  void underNioAnOpenLoopIsJudgedByHowLateItSends() {
    transport = Transport.NIO;
    busyShare = 0.999;
    closedSays("the generator was the bottleneck");
    openSays();
    tally.sentLate = 100;
    openSays();
    tally.sentLate = 101;
    openSays("the generator was late: it sent 101 of 10000 requests");
  }

  @Test
  void requestsThatWereNeverSentAreARateNotReached() {
    unfinished(11);
    tally.neverSent = 10;
    openSays();
    tally.neverSent = 11;
    openSays("rate not reached: 11 of 10000 requests");
    assertEquals(
        "raise --connections above 8",
        advice(OptionalDouble.of(1_000)).getFirst().replaceFirst(".*or (?=raise)", ""));
  }

  /** A server that takes its time, with connections enough, has many under way at the end. */
  @Test
  void requestsUnderWayAtTheEndAreNone() {
    unfinished(5_000);
    tally.oldestNanos = MILLIS;
    openSays();
    closedSays();
  }

  /** They have another warning. */
  @Test
  void failedRequestsAreNone() {
    tally.completed = 9_000;
    LongStream.range(0, 1_000).forEach(_ -> tally.failed(Failure.RESET));
    openSays("1000 of 10000 requests failed");
    closedSays("1000 of 10000 requests failed");
  }

  @Test
  void aServerThatHangsIsSeenByItsOldestRequest() {
    unfinished(Plans.CONNECTIONS);
    tally.oldestNanos = 2 * MILLIS;
    closedSays();
    openSays();
    tally.oldestNanos = 3 * MILLIS;
    tally.silentNanos = 2 * MILLIS;
    closedSays("the oldest request had waited 3.0 ms");
    openSays("the oldest request had waited 3.0 ms");
  }

  @Test
  void aServerThatAnswersNothingIsSaidToDoSo() {
    unfinished(10_000);
    tally.oldestNanos = 13_000 * MILLIS;
    tally.silentNanos = 12_000 * MILLIS;
    Arrays.fill(completed, 0);
    Arrays.fill(meanMillis, 0);
    closedSays(
        "no request that was due in the measured time was answered: nothing came in the last");
    openSays("no request that was due in the measured time was answered");
  }

  /** It answers all the time, and is not said to hang: the rate is too high. */
  @Test
  void overloadIsNoServerThatHangs() {
    unfinished(10_000);
    tally.oldestNanos = 13_000 * MILLIS;
    tally.neverSent = 9_900;
    tally.silentNanos = 50 * MILLIS;
    LongStream.range(0, 290).forEach(_ -> tally.dueInWarmup.add(200));
    openSays(
        "the server answered, but only requests that were due in the warm-up: 290 answers in the"
            + " measured time, 29.0 a second");
    tally.silentNanos = 12_000 * MILLIS;
    openSays("no request that was due in the measured time was answered");
  }

  @Test
  void norIsItOneThatAnswersLaterAndLater() {
    tally.uncorrected.recordValueWithCount(2 * MILLIS, 10_000);
    tally.oldestNanos = 900 * MILLIS;
    openSays("the server answered until the end, but later and later: the oldest request had");
    tally.unfinished = 11;
    tally.completed -= 11;
    tally.neverSent = 11;
    openSays("rate not reached");
  }

  @Test
  void oneRequestThatIsLeftWhileOthersAreAnsweredIsTold() {
    tally.uncorrected.recordValueWithCount(2 * MILLIS, 10_000);
    tally.oldestNanos = 900 * MILLIS;
    tally.oldestSentNanos = 900 * MILLIS;
    closedSays("a request was left while others were answered: it was sent 900.0 ms");
  }

  @Test
  void connectionsThatBringNoAnswerAreTold() {
    tally.answeredOn = 2;
    closedSays("connections without an answer: only 2 of 8 brought one");
    tally.offered = 2;
    closedSays();
  }

  @Test
  void aSlowFirstSecondWasWarmup() {
    completed[0] = 799;
    closedSays("warm-up too short");
    openSays();
    completed[0] = 800;
    closedSays();
  }

  @Test
  void soWasOneOfLongerLatencies() {
    meanMillis[0] = 3;
    closedSays("warm-up too short");
    openSays("warm-up too short: the first second was slower than the others; raise --warmup=6s");
    meanMillis[0] = 2;
    openSays();
  }

  /** A server that hung has seconds without answers, and those have no latency. */
  @Test
  void emptySecondsHaveNoMean() {
    for (int i = 4; i < completed.length; i++) {
      completed[i] = 0;
      meanMillis[i] = 0;
    }
    closedSays();
    openSays();
    meanMillis[0] = 3;
    openSays("warm-up too short");
    completed[3] = 0;
    openSays();
  }

  @Test
  void theMeanOfAFewIsChance() {
    Arrays.fill(completed, 5);
    meanMillis[0] = 3;
    openSays();
  }

  @Test
  void portsThatRanOutAreSaid() {
    sources = 2;
    closedSays("ephemeral ports ran out, so connections came from 2 addresses");
    target = AWAY;
    sources = 1;
    tally.completed--;
    tally.failed(Failure.NO_PORT);
    closedSays("ephemeral ports ran out: 1 connects failed", "1 of 10000 requests failed");
  }

  @Test
  void descriptorsThatRanOutAreSaid() {
    tally.completed--;
    tally.failed(Failure.NO_DESCRIPTOR);
    closedSays("descriptors ran out", "1 of 10000 requests failed");
  }

  @Test
  void missingConnectionsAreSaidWhereTheyAreKept() {
    tally.open = 7;
    tally.answeredOn = 7;
    closedSays("7 of 8 connections were open at the end");
    newConnection = true;
    closedSays();
  }
}
