// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;
import socketlab.compare.BenchmarkHarness;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** An annotation's values are constants, so a new pattern does not join them by itself. */
class ParametersTest {
  @ParameterizedTest
  @ValueSource(classes = {PatternBenchmark.class, ConnectBenchmark.class})
  void everyPatternIsMeasured(Class<?> benchmark) throws ReflectiveOperationException {
    Param param = benchmark.getField("pattern").getAnnotation(Param.class);
    assertEquals(Patterns.all().stream().map(Pattern::id).toList(), List.of(param.value()));
  }

  @Test
  void theCommandFindsTheHarness() throws ReflectiveOperationException {
    assertEquals(Bench.class, Class.forName(BenchmarkHarness.IMPLEMENTATION));
  }
}
