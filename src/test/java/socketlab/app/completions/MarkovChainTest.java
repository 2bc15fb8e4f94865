// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the least language model says. */
@Timeout(60)
class MarkovChainTest {
  private static String say(String text, String prompt, int count) {
    return String.join("", new MarkovChain(text).say(prompt, count, new Random(1)));
  }

  /** Where there is one way only, the text comes out; its end is a full stop or a sign of more. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | One",
        "2 | One.",
        "3 | One two.",
        "5 | One two, three.",
        "6 | One two, three. …",
        "7 | One two, three. One.",
        "10 | One two, three. One two, three."
      })
  void itSaysWhatItHasRead(int count, String said) {
    assertEquals(said, say("One two, three.", "", count));
  }

  @Test
  void itBeginsWithAWordOfTheQuestion() {
    assertEquals("Queue is long.", say("The queue is long.", "what is a QUEUE?", 4));
    assertEquals("The queue is long.", say("The queue is long.", "what is it?", 5));
  }

  @Test
  void theLabsOwnTextHasNoDeadEnd() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      int count = 1 + random.nextInt(300);
      assertEquals(count, MarkovChain.ofTheLab().say("", count, random).size());
    }
    assertTrue(MarkovChain.count("What is the accept queue, then?") == 8);
  }
}
