// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SamplerTest {
  private final AtomicInteger busy = new AtomicInteger();
  private final Sampler sampler = new Sampler(busy::get, 1);

  /** Two looks in the first 10 ns, and one that is late by 80: it counts for those as well. */
  @Test
  void aLateLookStandsForTheTimeItWasLate() {
    for (long[] look : new long[][] {{0, 2}, {10, 2}, {20, 8}, {100, 8}}) {
      busy.set((int) look[1]);
      sampler.look(look[0]);
    }
    assertEquals((10 * 2 + 10 * 5 + 80 * 8) / 100.0, sampler.mean(), 1e-9);
    assertEquals(Math.sqrt(10 * 10 * 6 * 6 / 2.0) / 100, sampler.error(), 1e-9);
  }

  /** Of n independent looks the error of the mean is σ/√n. */
  @Test
  void theErrorIsThatOfIndependentLooks() {
    SplittableRandom random = new SplittableRandom(42);
    int looks = 20_000;
    for (int i = 0; i < looks; i++) {
      busy.set(random.nextInt(2));
      sampler.look(i);
    }
    assertEquals(0.5, sampler.mean(), 0.02);
    assertEquals(0.5 / Math.sqrt(looks), sampler.error(), 0.0003);
  }

  @Test
  void pausesHaveTheirMeanAndNoRhythm() {
    double sum = 0;
    int longer = 0;
    for (int i = 0; i < 20_000; i++) {
      long pause = sampler.pause();
      sum += pause;
      longer += pause > 2_000_000 ? 1 : 0;
    }
    assertEquals(2_000_000, sum / 20_000, 60_000);
    assertEquals(Math.exp(-1), longer / 20_000.0, 0.02);
  }
}
