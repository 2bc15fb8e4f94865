// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The date by hand is the date by the JDK's formatter. */
@Timeout(10)
class DateTickerTest {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

  @Test
  void theExampleOfTheRfc() {
    assertEquals(
        "Sun, 06 Nov 1994 08:49:37 GMT",
        DateTicker.format(LocalDateTime.of(1994, 11, 6, 8, 49, 37)).value());
  }

  @Test
  void anyOtherDay() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      // To the end of the year 9999.
      LocalDateTime time =
          LocalDateTime.ofEpochSecond(random.nextLong(253_402_300_800L), 0, ZoneOffset.UTC);
      assertEquals(FORMAT.format(time), DateTicker.format(time).value());
    }
  }
}
