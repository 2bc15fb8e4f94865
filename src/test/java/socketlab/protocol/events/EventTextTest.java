// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.events.EventReader.Event;

@Timeout(60)
class EventTextTest {
  private static String text(String id, String type, String data) {
    return new String(EventText.of(id, type, data), UTF_8);
  }

  @Test
  void anEventIsThisText() {
    assertEquals("id: 7\nevent: done\ndata: a\ndata: b\n\n", text("7", "done", "a\nb"));
    assertEquals("data: \n\n", text(null, null, ""));
  }

  @Test
  void whatWouldBeAnotherLineIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> text("1\n", null, ""));
    assertThrows(IllegalArgumentException.class, () -> text("1\0", null, ""));
    assertThrows(IllegalArgumentException.class, () -> text(null, "a\rdata: b", ""));
  }

  @Test
  void aHeartbeatIsNoEvent() {
    String beat = new String(EventText.heartbeat(), UTF_8);
    assertEquals(
        List.of(new Event("1", "message", "a")),
        EventReader.read(beat + text("1", null, "a") + beat));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("ab:\u00e9\u2603 \r\n\t").ofMaxLength(30);
  }

  @Property(seed = "7", tries = 500)
  void aClientReadsWhatWasSentWithItsLineEndsMadeOne(@ForAll("texts") String data) {
    String read = data.replace("\r\n", "\n").replace('\r', '\n');
    assertEquals(List.of(new Event("1", "message", read)), EventReader.read(text("1", null, data)));
  }
}
