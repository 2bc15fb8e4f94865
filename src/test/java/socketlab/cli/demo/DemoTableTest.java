// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DemoTableTest {
  private static final String ESCAPE = "\033";

  @Test
  void withoutATerminalThereIsARowASecondAndNoControlCharacter() {
    String text = drawn(false, false);
    assertEquals(2 + 2 + 2, text.lines().count(), text);
    assertFalse(text.contains(ESCAPE), text);
    assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
  }

  @Test
  void onATerminalTheRowsAreDrawnOverAgain() {
    String text = drawn(true, false);
    assertEquals(5, count(text, ESCAPE + "[2A"), text);
    assertFalse(text.contains(ESCAPE + "[31m"), text);
  }

  @Test
  void colourTellsThoseWhoWaitFromThoseWhoDoNot() {
    String text = drawn(true, true);
    assertTrue(text.contains(ESCAPE + "[31m   2 of 2" + ESCAPE + "[0m"), text);
    assertTrue(text.contains(ESCAPE + "[32m   0 of 2" + ESCAPE + "[0m"), text);
  }

  /** Looks at 0.2, 1.1, 1.9, 2.1 and 3.0 s, and the end. */
  private static String drawn(boolean live, boolean colour) {
    StringWriter text = new StringWriter();
    DemoTable table = new DemoTable(DemoPlan.DEFAULT, new PrintWriter(text), live, colour);
    List.of(200, 1_100, 1_900, 2_100, 3_000).forEach(millis -> table.accept(states(millis)));
    table.end(states(3_000));
    return text.toString();
  }

  private static List<DemoState> states(long millis) {
    return List.of(
        state("thread-per-connection", millis, 1, 0), state("single-thread (2)", millis, 7, 7));
  }

  private static DemoState state(String name, long millis, int asked, int meanwhile) {
    QuickClient.Seen client =
        new QuickClient.Seen("lab-" + name, asked, meanwhile, Duration.ofMillis(millis));
    return new DemoState(
        name,
        name,
        "nio",
        Duration.ofMillis(millis),
        "lab-" + name,
        false,
        1,
        Collections.nCopies(2, client));
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }
}
