// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The area below the curve, of the measured time alone. */
@Timeout(60)
class UnderWayTest {
  /** Measured is from 1,000 to 3,000. */
  private final UnderWay underWay =
      new UnderWay(Window.of(0, Duration.ofNanos(1_000), Duration.ofNanos(2_000)));

  @Test
  void eachHeightCountsForAsLongAsItStood() {
    underWay.change(1, 1_000);
    underWay.change(1, 1_500);
    underWay.change(-2, 2_000);
    underWay.change(3, 2_900);
    assertEquals(1 * 500 + 2 * 500 + 3 * 100, underWay.area(3_000));
  }

  @Test
  void whatWasUnderWayBeforeAndIsAfterwardsCountsForTheTimeBetween() {
    underWay.change(4, 10);
    underWay.change(-1, 5_000);
    assertEquals(4 * 2_000, underWay.area(6_000));
  }
}
