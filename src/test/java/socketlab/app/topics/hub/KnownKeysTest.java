// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.app.topics.hub.KnownKeys.Known;

/** What the newest idempotency keys stand for. */
@Timeout(20)
class KnownKeysTest {
  private final KnownKeys keys = new KnownKeys(2);

  private static byte[] print(String type, String data) {
    return Publication.print(type, data.getBytes(US_ASCII));
  }

  @Test
  void aKeyStandsForOneMessage() {
    assertEquals(Known.NEW, keys.take("k", print("text/plain", "Aa")));
    assertEquals(Known.UNDER_WAY, keys.take("k", print("text/plain", "Aa")));
    keys.done("k", 7);
    assertEquals(Known.DONE, keys.take("k", print("text/plain", "Aa")));
    assertEquals(7, keys.offset("k"));
    // Their hash codes are the same.
    assertEquals(Known.OTHER, keys.take("k", print("text/plain", "BB")));
    assertEquals(Known.OTHER, keys.take("k", print("text/html", "Aa")));
  }

  @Test
  void whatFailedMayBeTriedAgain() {
    keys.take("k", print("text/plain", "a"));
    keys.failed("k");
    assertEquals(Known.NEW, keys.take("k", print("text/plain", "b")));
  }

  @Test
  void theOldestIsForgotten() {
    for (String key : new String[] {"a", "b", "c"}) {
      keys.restore(key, print("text/plain", key), 1);
    }
    assertEquals(Known.DONE, keys.take("b", print("text/plain", "b")));
    assertEquals(Known.NEW, keys.take("a", print("text/plain", "a")));
  }
}
