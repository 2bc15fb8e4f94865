// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client reads does not depend on how the stream was cut, and is what the text says. */
@Timeout(60)
class EventStreamPropertyTest {
  private static final List<String> PIECES =
      List.of(
          "data",
          "event",
          "id",
          "retry",
          ":",
          ": ",
          " ",
          "a",
          "7",
          "\u00e9",
          "\u2603",
          "\n",
          "\r",
          "\r\n",
          "\n\n",
          "data: x\n",
          "data:y\r",
          "data\r\n",
          "id: 9\n",
          "unknown: z\n");

  private final List<EventReader.Event> seen = new ArrayList<>();

  private EventStreamReader reader(int most) {
    EventStreamReader[] self = new EventStreamReader[1];
    self[0] =
        new EventStreamReader(
            most,
            (data, length) ->
                seen.add(
                    new EventReader.Event(
                        self[0].lastEventId(),
                        self[0].type(),
                        new String(data, 0, length, UTF_8))));
    return self[0];
  }

  private List<EventReader.Event> read(String text, Random random) {
    seen.clear();
    EventStreamReader reader = reader(100_000);
    byte[] bytes = text.getBytes(UTF_8);
    for (int from = 0; from < bytes.length; ) {
      int to = random == null ? bytes.length : Math.min(bytes.length, from + 1 + random.nextInt(9));
      // An array of its own: nothing may be looked at that is not there yet.
      byte[] piece = Arrays.copyOfRange(bytes, from, to);
      reader.take(piece, 0, piece.length);
      from = to;
    }
    return List.copyOf(seen);
  }

  @Property(tries = 2000, seed = "7")
  void anyCutIsTheSameEvents(@ForAll @IntRange(max = 1_000_000) int seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(60); left > 0; left--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    String stream = text.toString();
    // A return at the very end may be half of a line's end; the oracle splits it off at once.
    List<EventReader.Event> expected = EventReader.read(stream);
    assertEquals(expected, read(stream, null), "whole");
    assertEquals(expected, read(stream, random), "cut");
  }

  @Test
  void theMarkAtTheBeginningIsNoneOfTheFirstField() {
    assertEquals(
        List.of(new EventReader.Event("", "message", "x")), read("\ufeffdata: x\n\n", null));
    assertEquals(List.of(), read("\n\ufeffdata: x\n\n", null), "further down it is");
  }

  @Test
  void anIdWithANullIsPassedOver() {
    assertEquals(
        List.of(new EventReader.Event("1", "message", "x")),
        read("id: 1\nid: 2\0\ndata: x\n\n", null));
  }

  @Test
  void theIdOfAnEventThatIsCutDoesNotCount() {
    EventStreamReader reader = reader(100);
    byte[] stream = "id: 1\ndata: x\n\nid: 2\ndata: y\n".getBytes(UTF_8);
    reader.take(stream, 0, stream.length);
    assertEquals("1", reader.lastEventId(), "or the event 2 would be skipped");
    reader.take(new byte[] {'\n'}, 0, 1);
    assertEquals("2", reader.lastEventId());
    byte[] without = "id: 3\n\n".getBytes(UTF_8);
    reader.take(without, 0, without.length);
    assertEquals("3", reader.lastEventId(), "one without data is whole, too");
  }

  @Test
  void theTimeToWaitIsANumberOrNothing() {
    EventStreamReader reader = reader(100);
    byte[] good = "retry: 250\nretry: 1s\nretry:\nretry: -1\n".getBytes(UTF_8);
    reader.take(good, 0, good.length);
    assertEquals(250, reader.retryMillis());
  }

  @Test
  void whatIsTooLongIsNotKept() {
    EventStreamReader line = reader(100);
    line.take(new byte[101], 0, 100);
    assertFalse(line.isBroken());
    line.take(new byte[1], 0, 1);
    assertTrue(line.isBroken());
    EventStreamReader data = reader(100);
    byte[] piece = ("data: " + "x".repeat(60) + "\n").getBytes(UTF_8);
    data.take(piece, 0, piece.length);
    assertFalse(data.isBroken());
    data.take(piece, 0, piece.length);
    assertTrue(data.isBroken());
    assertEquals(List.of(), seen);
  }
}
