// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkTest {
  private static final String PRINTED =
      """
      Running 3s test @ http://127.0.0.1:9090/plaintext
        1 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency   421.11us   55.26us   1.75ms   86.36%
          Req/Sec   151.98k     3.37k  156.72k    74.19%
        468711 requests in 3.10s, 57.66MB read
      """;

  @Test
  void countsRequestsAndTheTimeItTook() throws IOException {
    Generator.Outcome outcome = Wrk.parse(PRINTED);
    assertEquals(468_711, outcome.requests());
    assertEquals(3.1, outcome.seconds(), 1e-9);
    assertEquals(0, outcome.errors());
    assertTrue(outcome.values().isEmpty());
  }

  @Test
  void timeMayBeInMinutes() throws IOException {
    assertEquals(60, Wrk.parse("5 requests in 1.00m, 1MB read").seconds(), 1e-9);
  }

  @Test
  void everyErrorCounts() throws IOException {
    assertEquals(
        1 + 2 + 3 + 4 + 5,
        Wrk.parse(
                PRINTED
                    + "  Socket errors: connect 1, read 2, write 3, timeout 4\n"
                    + "  Non-2xx or 3xx responses: 5\n")
            .errors());
  }

  @Test
  void noFiguresIsAnErrorThatSaysWhatWrkSaid() {
    IOException thrown =
        assertThrows(IOException.class, () -> Wrk.parse("unable to connect to 127.0.0.1:1\n"));
    assertTrue(thrown.getMessage().contains("unable to connect"), thrown.getMessage());
  }
}
