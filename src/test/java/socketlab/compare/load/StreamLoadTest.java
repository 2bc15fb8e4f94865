// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.Metric;

/** What {@code lab load} told of streams, as figures of a notification. */
@Timeout(20)
class StreamLoadTest {
  private static String json(long delivered, String watched) {
    return """
    {"durationSeconds": 3.0, "delivered": %d, "bytesIn": 900, "bytesOut": 100, "requests": 50,
     "delayMicros": {"mean": 5, "p50": 4, "p90": 7, "p99": 9, "p99.9": 10, "max": 11},
     "watched": %s}
    """
        .formatted(delivered, watched);
  }

  @Test
  void everythingIsToldOfANotification() throws IOException {
    StreamLoad.Outcome outcome =
        StreamLoad.parse(
            json(100, "{\"cpuMicros\": 250, \"contextSwitches\": 20, \"bytesPerStream\": 77}"), 10);
    assertEquals(100, outcome.delivered());
    assertEquals(
        Map.of(
            Metric.DELIVERY_CPU, 2.5,
            Metric.DELAY_P50, 4.0,
            Metric.DELAY_P99, 9.0,
            Metric.DELAY_MAX, 11.0,
            Metric.DELIVERY_BYTES, 10.0,
            Metric.DELIVERY_REQUESTS, 0.5,
            Metric.DELIVERY_SWITCHES, 0.2,
            Metric.CLIENT_MEMORY, 77.0),
        outcome.values());
  }

  @Test
  void whatIsNotToldIsNoFigure() {
    IOException nothing = assertThrows(IOException.class, () -> StreamLoad.parse(json(0, "{}"), 7));
    assertTrue(nothing.getMessage().contains("none of 7 clients"), nothing.getMessage());
    assertThrows(IOException.class, () -> StreamLoad.parse(json(5, "null"), 7));
  }
}
