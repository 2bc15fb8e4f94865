// SPDX-License-Identifier: Apache-2.0
package socketlab.net.uring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatheringTest {
  private final Gathering gathering = new Gathering();

  @Test
  void waitsForAsManyAsCame() {
    gathering.came(5, 100);
    assertEquals(5, gathering.wanted());
    gathering.came(9, 100);
    assertEquals(9, gathering.wanted());
  }

  @Test
  void neverForMoreThanTheShareOrTheMost() {
    gathering.came(9, 4);
    assertEquals(4, gathering.wanted());
    gathering.came(1000, 1000);
    assertEquals(16, gathering.wanted());
  }

  @Test
  void aLoneConnectionIsNeverKeptWaiting() {
    for (int i = 0; i < 100; i++) {
      gathering.came(2, 0);
      assertEquals(1, gathering.wanted());
    }
  }

  @Test
  void whenTheyDoNotComeItRestsLongerEachTime() {
    gathering.came(4, 100);
    int before = 0;
    for (int failure = 0; failure < 5; failure++) {
      assertEquals(4, gathering.wanted());
      gathering.came(0, 100);
      int rested = 0;
      while (gathering.wanted() == 1) {
        gathering.came(4, 100);
        rested++;
      }
      assertTrue(rested > before, failure + ": " + rested);
      before = rested;
    }
  }
}
