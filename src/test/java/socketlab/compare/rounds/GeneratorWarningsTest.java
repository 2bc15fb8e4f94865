// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GeneratorWarningsTest {
  @Test
  void aKindIsToldOnceWithAllWhomItConcerns() {
    GeneratorWarnings warnings = new GeneratorWarnings();
    warnings.add("the generator was late: it sent 390 of 32070 requests late; do this", "nginx");
    warnings.add("rate not reached: 94 of 32070 requests; do that", "jdk");
    warnings.add("the generator was late: it sent 12 of 32070 requests late; do this", "jdk");
    warnings.add("the generator was late: it sent 11 of 32070 requests late; do this", "jdk");
    assertEquals(
        List.of(
            "plaintext: the generator was late, in a round at least, under jdk, nginx; raw/ has its"
                + " figures.",
            "plaintext: rate not reached, in a round at least, under jdk; raw/ has its figures."),
        warnings.sentences("plaintext"));
  }
}
