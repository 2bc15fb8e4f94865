// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The two tables of the kernel's documentation. */
@Timeout(60)
class SynRetriesTest {
  @Test
  void linearAtFirstThenDoubling() {
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 7, 11, 19), table(new SynRetries(4), 8));
    assertEquals(List.of(0, 1, 3, 7, 15, 31), table(new SynRetries(0), 5));
  }

  @Test
  void aConnectFitsItsRetryOrDoesNot() {
    SynRetries retries = new SynRetries(4);
    assertTrue(retries.fits(0, 0, 0.001));
    assertTrue(retries.fits(2, 2.05, 2.06));
    assertFalse(retries.fits(2, 1.4, 1.5));
    assertFalse(retries.fits(2, 3.1, 3.2));
  }

  @Test
  void whoLooksTooSeldomCannotSayThatItDoesNotFit() {
    SynRetries retries = new SynRetries(4);
    assertTrue(retries.fits(2, 1.4, 3.2));
    assertFalse(retries.fits(2, 0.1, 1.8));
    assertFalse(retries.fits(2, 3.1, 9));
  }

  private static List<Integer> table(SynRetries retries, int most) {
    return IntStream.rangeClosed(0, most).map(retries::at).boxed().toList();
  }
}
