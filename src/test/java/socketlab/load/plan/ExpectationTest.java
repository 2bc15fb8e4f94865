// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statuses are meant. */
@Timeout(20)
class ExpectationTest {
  /** Some of each class, at the ends of the classes too. */
  private static final int[] ASKED = {200, 204, 299, 300, 304, 399, 404, 499, 500, 503, 599};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2xx       | 200 204 299
          2XX       | 200 204 299
          404       | 404
          204,404   | 204 404
          5xx, 304  | 304 500 503 599
          any       | 200 204 299 300 304 399 404 499 500 503 599
          """)
  void aStatusAClassSeveralOrAny(String text, String accepted) {
    Expectation expectation = Expectation.parse(text);
    assertEquals(
        accepted,
        IntStream.of(ASKED)
            .filter(expectation::accepts)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(" ")));
    assertEquals(text, expectation.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "20", "2x", "1xx", "6xx", "100", "600", "2xx,", "ok", "-200"})
  void othersAreRefusedInOneLine(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Expectation.parse(text)).getMessage();
    assertEquals(1, message.lines().count());
    assertTrue(message.contains("a class such as 2xx"), message);
  }
}
