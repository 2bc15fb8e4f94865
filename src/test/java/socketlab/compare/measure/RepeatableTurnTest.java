// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A generator that refused its own result once is asked once more, and not for ever. */
@Timeout(60)
class RepeatableTurnTest {
  @Test
  void theSecondAnswerIsTaken() throws Exception {
    Iterator<String> said = List.of("refused", "done").iterator();
    assertEquals("done", RepeatableTurn.atMostTwice(() -> taken(said.next())));
  }

  @Test
  void whoRefusesTwiceIsBelieved() {
    Iterator<String> said = List.of("refused", "refused", "done").iterator();
    assertThrows(IOException.class, () -> RepeatableTurn.atMostTwice(() -> taken(said.next())));
    assertEquals("done", said.next());
  }

  private static String taken(String said) throws IOException {
    if (said.equals("refused")) {
      throw new IOException(said);
    }
    return said;
  }
}
