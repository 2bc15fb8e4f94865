// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream.plan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The time of publishing is found wherever it stands, and nothing else is taken for it. */
@Timeout(20)
class StampTest {
  private final Stamp stamp = new Stamp();

  private List<String> all(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    List<String> all = new ArrayList<>();
    for (int at = 0; stamp.find(bytes, at, bytes.length); at = stamp.end()) {
      all.add(stamp.micros() + "." + stamp.number());
    }
    return all;
  }

  @Test
  void eachStampOfAnAnswerIsFound() {
    String json =
        "{\"messages\":[{\"offset\":0,\"data\":\"published=17.0 ..\"},"
            + "{\"offset\":1,\"data\":\"ppublished=18.1\"},{\"data\":\"published=19\"}],\"next\":3}";
    assertEquals(List.of("17.0", "18.1", "19.-1"), all(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "published=",
        "published=x",
        "publishe",
        "published= 1",
        "published=1234567890123456789"
      })
  void whatIsNoStampIsNone(String text) {
    assertEquals(List.of(), all(text));
  }

  @Test
  void aMessageHasTheSizeThatWasAskedForAndCarriesItsStamp() {
    byte[] message = Stamp.message(1_700_000_000_000_000L, 123_456_789, 100);
    assertEquals(100, message.length);
    assertTrue(stamp.find(message, 0, message.length));
    assertEquals(1_700_000_000_000_000L, stamp.micros());
    assertEquals(123_456_789, stamp.number());
    byte[] longest = Stamp.message(1_700_000_000_000_000L, 999_999_999_999_999_999L, 1);
    assertTrue(longest.length <= Stamp.LONGEST, "LONGEST is the longest");
    assertFalse(stamp.find(message, 1, message.length));
  }

  @ParameterizedTest
  @CsvSource({
    "/t, /t?from=7",
    "/t?from=0&wait=30, /t?from=7&wait=30",
    "/t?wait=30, /t?wait=30&from=7",
    "/t?wherefrom=1, /t?wherefrom=1&from=7",
    "/t?wait=1&from=, /t?wait=1&from=7",
  })
  void aPollGoesOnFromWhereItIs(String path, String next) {
    assertEquals(next, StreamTarget.parse("http://127.0.0.1:1" + path).pathFrom(7));
  }
}
