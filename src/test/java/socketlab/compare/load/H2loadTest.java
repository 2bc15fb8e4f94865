// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class H2loadTest {
  private static final String PRINTED =
      """
      starting benchmark...
      Application protocol: h2c

      finished in 3.00s, 245678.00 req/s, 12.34MB/s
      requests: 737034 total, 739082 started, 737034 done, 737030 succeeded, 4 failed, 0 errored, 0 timeout
      status codes: 737030 2xx, 4 3xx, 0 4xx, 0 5xx
      traffic: 37.02MB (38820000) total, 9.14MB (9580000) headers (space savings 86.00%), 9.14MB (9581442) data
      """;

  @Test
  void countsRequestsTheirFailuresAndTheTimeItTook() throws IOException {
    Generator.Outcome outcome = H2load.parse(PRINTED);
    assertEquals(737_034, outcome.requests());
    assertEquals(4, outcome.errors());
    assertEquals(3, outcome.seconds(), 1e-9);
    assertTrue(outcome.values().isEmpty());
  }

  @Test
  void noFiguresIsAnErrorThatSaysWhatItSaid() {
    IOException thrown =
        assertThrows(IOException.class, () -> H2load.parse("Could not connect to the host\n"));
    assertTrue(thrown.getMessage().contains("Could not connect"), thrown.getMessage());
  }
}
