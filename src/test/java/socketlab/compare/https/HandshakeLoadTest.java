// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.load.Generator;

@Timeout(60)
class HandshakeLoadTest {
  @Test
  void whatTheClientSaysIsRead() throws IOException {
    Generator.Outcome outcome =
        HandshakeLoad.parse(
            """
            {"handshakes": 1200, "failed": 3, "firstFailure": "x", "seconds": 2.5,
             "clientCpuMicrosPerHandshake": 410.5}
            """);
    assertEquals(1200, outcome.requests());
    assertEquals(3, outcome.errors());
    assertEquals(2.5, outcome.seconds());
    assertEquals(410.5, outcome.values().get(Metric.GENERATOR_CPU));
  }

  @Test
  void noHandshakeIsNoFigureAndTheReasonIsTold() {
    IOException none =
        assertThrows(
            IOException.class,
            () ->
                HandshakeLoad.parse(
                    "{\"handshakes\": 0, \"failed\": 1, \"firstFailure\": \"connect:"
                        + " ECONNREFUSED\", \"seconds\": 1}"));
    assertTrue(none.getMessage().endsWith("connect: ECONNREFUSED"), none.getMessage());
  }

  @Test
  void itOffersHandshakesAlone() {
    HandshakeLoad load = new HandshakeLoad(Path.of("authority.pem"));
    assertEquals(load.missing(), load.cannot(HandshakeLoad.load(true, 8)));
    Load plain = new Load("plaintext", "", "/plaintext", 8, 1, false);
    assertTrue(load.cannot(plain).isPresent());
  }
}
