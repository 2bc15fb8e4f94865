// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.net.Transport;
import socketlab.protocol.Output;
import socketlab.protocol.SessionFactory;

/** One connection's requests and answers, without a socket: which bytes it wants sent, and when. */
@Timeout(20)
class SlotTest {
  private static final int DEPTH = 16;
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".getBytes(US_ASCII);

  private final Target target = Target.parse("http://127.0.0.1:1/");
  private final Output out = new Output(1024);
  private final CountDownLatch done = new CountDownLatch(1);

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
    Duration measured = Duration.ofMillis(20);
    Lane lane = lane(measured);
    long end = System.nanoTime() + measured.toNanos();
    Slot slot = open(lane);
    slot.resume(out);
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    answer(slot);
    assertEquals(0, done.getCount(), "the measured time is over");
    assertEquals(0, lane.ledger.tally.completed);
  }

  private Lane lane(Duration duration) {
    Window window = Window.of(System.nanoTime(), Duration.ZERO, duration);
    return new Lane(null, plan(), window, 0, null, done);
  }

  private LoadPlan plan() {
    return Plans.of(
        target, OptionalDouble.empty(), DEPTH, false, Transport.NIO, Duration.ofSeconds(10));
  }

  private Slot open(Lane lane) {
    Slot slot = new Slot(lane, plan());
    slot.open(SessionFactory.IN_PLACE, () -> {});
    return slot;
  }

  private void answer(Slot slot) {
    assertEquals(ANSWER.length, slot.receive(ANSWER, 0, ANSWER.length, out));
  }

  /** Requests that came to be sent since it was last asked. */
  private int sent() {
    int requests = out.size() / target.request().length;
    assertEquals(out.size(), requests * target.request().length);
    out.clear();
    return requests;
  }
}
