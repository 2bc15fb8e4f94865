// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.load.count.Failure;
import socketlab.load.count.Window;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Transport;

/** What becomes of a request that is due, without a socket. */
@Timeout(60)
class LaneTest {
  private static final int DUE = 100;

  private final IdleLoop idle = new IdleLoop();
  private long now = Duration.ofDays(1).toNanos();

  LaneTest() throws IOException {}

  @AfterEach
  void end() throws InterruptedException {
    idle.close();
  }

  /** Of two slots, in an open loop that begins with a hundred requests due. */
  private Lane lane(boolean newConnection) {
    LoadPlan plan =
        Plans.of(
            Target.parse("http://127.0.0.1:1/"),
            OptionalDouble.of(1),
            1,
            newConnection,
            Transport.NIO,
            Duration.ofHours(1));
    long from = now - Duration.ofSeconds(DUE - 1).toNanos();
    Window window = Window.of(from, Duration.ZERO, Duration.ofHours(2));
    Arrivals.Schedule schedule = Arrivals.UNIFORM.schedule(1, from, new SplittableRandom(1));
    return new Lane(
        idle.loop(),
        plan,
        window,
        2,
        schedule,
        new CountDownLatch(1),
        new OpenConnections(),
        Securing.NONE,
        () -> now);
  }

  @Test
  void aConnectThatFailsTakesARequestWithItThatNobodyElseCanSend() {
    Lane lane = lane(false);
    refuse(lane, lane.slots.getFirst());
    assertEquals(1, lane.ledger.tally.failedBy(Failure.REFUSED));
  }

  @Test
  void aConnectThatFailsTakesNoneFromAConnectionThatIsFree() {
    Lane lane = lane(false);
    lane.ready(lane.slots.getLast());
    refuse(lane, lane.slots.getFirst());
    assertEquals(0, lane.ledger.tally.failed());
    assertEquals(0, lane.ledger.tally.offered);
  }

  /** It had been waiting for a connection: that is no fault of the generator. */
  @Test
  void withAConnectionARequestTheNextOneIsTriedAtOnce() {
    Lane lane = lane(true);
    Slot slot = lane.slots.getFirst();
    slot.take(lane.start(now), now);
    refuse(lane, slot);
    assertEquals(1, lane.ledger.tally.failedBy(Failure.REFUSED));
    assertEquals(2, lane.ledger.tally.offered);
    assertEquals(0, lane.ledger.tally.sentLate);
  }

  @Test
  void whatFoundAFreeConnectionAndIsSentLateIsTheGeneratorsFault() {
    Lane lane = lane(false);
    lane.ready(lane.slots.getFirst());
    lane.start(lane.now());
    assertEquals(1, lane.ledger.tally.sentLate);
  }

  @Test
  void nothingIsConnectedBehindTheEnd() {
    Duration measured = Duration.ofSeconds(1);
    Window window = Window.of(now, Duration.ZERO, measured);
    CountDownLatch done = new CountDownLatch(1);
    LoadPlan plan = Plans.closed(Target.parse("http://127.0.0.1:1/"));
    Lane lane =
        new Lane(
            idle.loop(),
            plan,
            window,
            1,
            null,
            done,
            new OpenConnections(),
            Securing.NONE,
            () -> now);
    Slot slot = lane.slots.getFirst();
    for (int i = 0; i < 64; i++) {
      lane.connect(slot, _ -> {});
    }
    lane.closed(slot, true, now);
    assertEquals(1, done.getCount());
    long began = now;
    now += measured.toNanos();
    lane.connected(true, began, lane.now());
    assertEquals(0, done.getCount());
    assertFalse(slot.isConnectingSince(0, lane.now()));
  }

  private static void refuse(Lane lane, Slot slot) {
    slot.connect(lane.now());
    lane.connectFailed(slot, null, Failure.REFUSED, lane.now());
  }
}
