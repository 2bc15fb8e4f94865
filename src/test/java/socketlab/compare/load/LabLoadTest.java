// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import socketlab.compare.data.Metric;

class LabLoadTest {
  @Test
  void readsFiguresErrorsAndLatencies() throws IOException {
    Generator.Outcome outcome =
        LabLoad.parse(
            """
            {"completed": 1000, "failed": {"reset": 2, "timeout": 3}, "durationSeconds": 2.5,
             "latencyMicros": {"mean": 9, "p50": 100, "p99": 400.5, "p99.9": 900, "max": 1200},
             "clientCpuMicrosPerRequest": 7.5}
            """);
    assertEquals(1000, outcome.requests());
    assertEquals(5, outcome.errors());
    assertEquals(2.5, outcome.seconds());
    assertEquals(
        Map.of(
            Metric.P50, 100.0,
            Metric.P99, 400.5,
            Metric.P999, 900.0,
            Metric.MAX, 1200.0,
            Metric.GENERATOR_CPU, 7.5),
        outcome.values());
  }

  @Test
  void whatHasNoFiguresIsAnError() {
    assertThrows(IOException.class, () -> LabLoad.parse("{\"completed\": 1}"));
  }
}
