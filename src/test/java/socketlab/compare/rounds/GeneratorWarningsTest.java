// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
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
            "plaintext: the generator warned in at least one round: the generator was late (with"
                + " jdk, nginx); raw/ has the figures.",
            "plaintext: the generator warned in at least one round: rate not reached (with jdk);"
                + " raw/ has the figures."),
        warnings.sentences("plaintext"));
  }
}
