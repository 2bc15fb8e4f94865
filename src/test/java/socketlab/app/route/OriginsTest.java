// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class OriginsTest {
  @Test
  void originsAreReadAsAUserWritesThem() {
    assertEquals(
        Set.of("https://lab.example", "http://[::1]:8080"),
        Origins.of("https://lab.example,http://[::1]:8080").allowed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "lab.example", "https://", "https://a/", "https://a/b", "https://a?b"})
  void whatIsNoOriginIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Origins.of(text));
  }
}
