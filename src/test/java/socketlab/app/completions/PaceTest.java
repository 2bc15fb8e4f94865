// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a token is due. */
@Timeout(60)
class PaceTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void theFirstTokenTakesItsTimeToo() {
    Pace pace = new Pace(60, 20);
    assertEquals(0, pace.due(SECOND / 20 - 1));
    assertEquals(1, pace.due(SECOND / 20));
    assertEquals(20, pace.due(SECOND));
    assertEquals(Integer.MAX_VALUE, new Pace(60, 0).due(0));
  }

  /** An alarm a moment too early would ring twice. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 30, 97, 1000, 9999, Pace.MOST_RATE})
  void whoComesAtItsTimeFindsATokenDue(int rate) {
    Pace pace = new Pace(Pace.MOST_TOKENS, rate);
    for (int count = 1; count <= Pace.MOST_TOKENS; count++) {
      assertEquals(count, pace.due(pace.nanosTo(count)), count + " at " + rate + " a second");
      assertEquals(count - 1, pace.due(pace.nanosTo(count) - 10), count + " at " + rate);
    }
  }
}
