// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The middle of several rounds. */
@Timeout(60)
class MedianTest {
  @Test
  void oneDisturbedRoundDoesNotMoveIt() {
    assertEquals(3, Median.of(List.of(4.0, 1000.0, 1.0, 3.0, 2.0)));
  }

  @Test
  void anEvenNumberHasTwoInTheMiddle() {
    assertEquals(2.5, Median.of(List.of(4.0, 1.0, 3.0, 2.0)));
  }

  @Test
  void aRatioIsOfOneRound() {
    // Everything was ten times slower in the second round, and nothing can be said by it.
    assertEquals(2, Median.ofRatios(List.of(2.0, 20.0, 8.0), List.of(1.0, 10.0, 4.0)));
  }
}
