// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.load.count.Window;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Transport;
import socketlab.protocol.Output;
import socketlab.protocol.Wire;

/** One connection's requests and answers, without a socket: which bytes it wants sent, and when. */
@Timeout(60)
class SlotTest {
  private static final int DEPTH = 16;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int REQUESTS = 10_000;

  /** In bytes, with compact headers. */
  private static final long SMALLEST_OBJECT = 8;

  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n".getBytes(US_ASCII);

  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".getBytes(US_ASCII);

  private final Target target = Target.parse("http://127.0.0.1:1/");
  private final Output out = new Output(1024);
  private final CountDownLatch done = new CountDownLatch(1);
  private final IdleLoop idle = new IdleLoop();
  private long now = 7;

  SlotTest() throws IOException {}

  @AfterEach
  void end() throws InterruptedException {
    idle.close();
  }

  /**
   * Without a schedule nobody waits for a request, so that a pipeline is refilled by the dozen: one
   * write carries twelve requests, rather than twelve carry one.
   */
  @Test
  void aPipelineIsRefilledWhenThreeQuartersOfItAreAnswered() {
    Slot slot = open(lane(Duration.ofHours(1)));
    slot.resume(out);
    assertEquals(DEPTH, sent());
    for (int answered = 1; answered < 12; answered++) {
      answer(slot);
      assertEquals(0, sent(), answered + " of " + DEPTH + " answered");
    }
    answer(slot);
    assertEquals(12, sent());
  }

  /** The lane may be late to notice that time is over; what it then reads came too late. */
  @Test
  void anAnswerBehindTheEndIsAnUnfinishedRequests() {
    Duration measured = Duration.ofSeconds(1);
    Lane lane = lane(measured);
    Slot slot = open(lane);
    slot.resume(out);
    assertEquals(DEPTH, sent());
    now += measured.toNanos();
    answer(slot);
    assertEquals(0, done.getCount(), "the measured time is over");
    assertEquals(0, lane.ledger.tally.completed);
    assertEquals(DEPTH, lane.ledger.tally.offered);
    assertEquals(DEPTH, lane.ledger.tally.unfinished);
  }

  /** On a connection of its own too, however many reads bring the answer. */
  @Test
  void theFirstByteCountsFromTheRequestsBytesThoughTheAnswerComesInParts() throws Exception {
    Duration wait = Duration.ofMillis(3);
    Lane lane =
        new Lane(
            idle.loop(),
            once(),
            window(Duration.ofHours(1)),
            1,
            null,
            done,
            new OpenConnections(),
            Securing.NONE,
            () -> now);
    Slot slot = lane.slots.getFirst();
    slot.take(lane.now(), lane.now());
    new Wire(slot.wire());
    slot.resume(out);
    now += wait.toNanos();
    int head = ANSWER.length - 2;
    assertEquals(head, slot.receive(ANSWER, 0, head, out));
    now += wait.toNanos();
    assertEquals(1, slot.receive(ANSWER, head, head + 1, out));
    now += wait.toNanos();
    assertEquals(1, slot.receive(ANSWER, head + 1, head + 2, out));
    assertEquals(1, lane.ledger.tally.completed);
    assertEquals(1, lane.ledger.tally.firstByte.getTotalCount());
    assertEquals(wait.toNanos(), lane.ledger.tally.firstByte.getMean(), 0.001 * wait.toNanos());
  }

  /**
   * A slot with room waits for its turn. Were it to take what is due meanwhile it would be full
   * then, and what it is given would take the place of its oldest request.
   */
  @Test
  void aSlotThatWaitsForItsTurnTakesNothingBefore() throws Exception {
    Window window = window(Duration.ofHours(1));
    Due schedule = new Due(window.from());
    Lane lane =
        new Lane(
            idle.loop(),
            open(),
            window,
            1,
            schedule,
            done,
            new OpenConnections(),
            Securing.NONE,
            () -> now);
    Slot slot = open(lane);
    slot.resume(out);
    assertTrue(slot.isReady());
    schedule.requests = 2 * DEPTH;
    slot.resume(out);
    assertEquals(0, sent());
    slot.take(lane.start(lane.now()), lane.now());
    slot.resume(out);
    assertEquals(DEPTH, sent());
    assertEquals(DEPTH, lane.ledger.tally.offered);
  }

  /** What counts a request must not make the collector work, whose pauses would be latencies. */
  @Test
  void aRequestAllocatesNothing() throws Exception {
    Window window = window(Duration.ofHours(1));
    Due schedule = new Due(window.from());
    Lane lane =
        new Lane(
            idle.loop(),
            open(),
            window,
            1,
            schedule,
            done,
            new OpenConnections(),
            Securing.NONE,
            () -> now);
    Slot slot = open(lane);
    long bytes = Long.MAX_VALUE;
    // The JIT has its share first, which takes its time on a busy machine: a call that is not
    // compiled yet allocates.
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (bytes >= SMALLEST_OBJECT * REQUESTS && System.nanoTime() - until < 0) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < REQUESTS; i++) {
        now += 1_000;
        schedule.requests = 1;
        slot.resume(out);
        if (slot.isReady() && schedule.requests > 0) {
          lane.dispatch(now);
          slot.resume(out);
        }
        now += 1_000;
        slot.receive(ANSWER, 0, ANSWER.length, out);
        out.clear();
      }
      bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertTrue(bytes < SMALLEST_OBJECT * REQUESTS, bytes + " bytes, " + REQUESTS + " requests");
    assertEquals(lane.ledger.tally.completed, lane.ledger.tally.answers.of(200));
    assertTrue(lane.ledger.tally.sentBehind.getTotalCount() > REQUESTS / 2);
  }

  /** As many as the test says are due now, and the next is not for a long time. */
  private static final class Due implements Arrivals.Schedule {
    private final long now;
    private int requests;

    Due(long now) {
      this.now = now;
    }

    @Override
    public long due() {
      return requests > 0 ? now : now + Duration.ofHours(1).toNanos();
    }

    @Override
    public void take() {
      requests--;
    }
  }

  private Lane lane(Duration duration) {
    return new Lane(
        idle.loop(),
        plan(),
        window(duration),
        1,
        null,
        done,
        new OpenConnections(),
        Securing.NONE,
        () -> now);
  }

  private Window window(Duration duration) {
    return Window.of(now, Duration.ZERO, duration);
  }

  private LoadPlan plan() {
    return Plans.of(
        target, OptionalDouble.empty(), DEPTH, false, Transport.NIO, Duration.ofSeconds(10));
  }

  private LoadPlan open() {
    return Plans.of(
        target, OptionalDouble.of(1), DEPTH, false, Transport.NIO, Duration.ofSeconds(10));
  }

  private LoadPlan once() {
    return Plans.of(target, OptionalDouble.empty(), 1, true, Transport.NIO, Duration.ofSeconds(10));
  }

  private static Slot open(Lane lane) {
    Slot slot = lane.slots.getFirst();
    new Wire(slot.wire());
    return slot;
  }

  private void answer(Slot slot) {
    assertEquals(ANSWER.length, slot.receive(ANSWER, 0, ANSWER.length, out));
  }

  /** Requests that came to be sent since it was last asked. */
  private int sent() {
    int requests = out.size() / REQUEST.length;
    assertEquals(new String(REQUEST, US_ASCII).repeat(requests), out.toString());
    out.clear();
    return requests;
  }
}
