// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StolenTimeTest {
  @Test
  void theMedianAndTheWorstAreTold() throws Exception {
    StolenTime stolen = new StolenTime();
    stolen.add(0.0);
    stolen.add(0.125);
    stolen.add(0.01);
    String sentence = stolen.sentence("plaintext").orElseThrow();
    assertTrue(sentence.startsWith("plaintext: the hypervisor gave others 1.0 %"), sentence);
    assertTrue(sentence.endsWith("12.5 % in the worst of 3."), sentence);
  }

  @Test
  void whereNothingWasStolenNothingIsSaid() throws Exception {
    StolenTime stolen = new StolenTime();
    stolen.add(0);
    assertEquals(Optional.empty(), stolen.sentence("plaintext"));
    assertEquals("made", new StolenTime().during(() -> "made"));
  }
}
