// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CountersTest {
  private static Counters counted() {
    Counters counters = new Counters();
    counters.accepted();
    counters.opened();
    counters.opened();
    counters.opened();
    counters.closed();
    counters.requests(4);
    counters.bytesIn(5);
    counters.bytesOut(6);
    counters.systemCalls(7);
    counters.batch();
    counters.wokenUp();
    counters.wokenUp();
    return counters;
  }

  @Test
  void whatIsOpenIsWhatWasOpenedAndHasNotEnded() {
    assertEquals(new Counters.Snapshot(1, 2, 4, 5, 6, 9, 1, 2), counted().read());
    assertEquals(1, counted().ended());
  }

  @Test
  void aWakeUpIsASystemCallOfTheWaker() {
    Counters counters = new Counters();
    counters.wokenUp();
    assertEquals(1, counters.read().systemCalls());
    assertEquals(1, counters.wakeUps());
  }

  @Test
  void sumsAddEveryFigure() {
    Counters.Snapshot one = counted().read();
    assertEquals(new Counters.Snapshot(2, 4, 8, 10, 12, 18, 2, 4), one.plus(one));
    assertEquals(one, Counters.Snapshot.ZERO.plus(one));
  }

  @Test
  void whatEndedThreadsHaveDoneIsKept() {
    Counters gone = new Counters();
    gone.add(counted());
    gone.add(counted());
    assertEquals(new Counters.Snapshot(2, 4, 8, 10, 12, 18, 2, 4), gone.read());
    assertEquals(2, gone.ended());
  }
}
