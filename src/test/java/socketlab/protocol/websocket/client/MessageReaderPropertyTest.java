// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Output;
import socketlab.protocol.websocket.Frames;
import socketlab.protocol.websocket.WebSocketError;

/** What a client understands does not depend on how the bytes were cut. */
@Timeout(60)
class MessageReaderPropertyTest {
  private static final int MOST = 2000;

  private static final class Log implements MessageReader.Sink {
    final List<String> seen = new ArrayList<>();

    @Override
    public void message(int opcode, byte[] bytes, int from, int length) {
      seen.add(opcode + " " + Arrays.hashCode(Arrays.copyOfRange(bytes, from, from + length)));
    }

    @Override
    public void ping(byte[] payload) {
      seen.add("ping " + Arrays.hashCode(payload));
    }

    @Override
    public void close(int code) {
      seen.add("close " + code);
    }
  }

  private static void frame(Output out, int first, byte[] payload) {
    Output whole = new Output(64);
    Frames.put(Frames.TEXT, payload, 0, payload.length, whole);
    whole.array()[whole.offset()] = (byte) first;
    out.putAll(whole);
  }

  private static byte[] text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(most); left > 0; left--) {
      text.append("a\u00e9\u2603".charAt(random.nextInt(3)));
    }
    return text.toString().getBytes(UTF_8);
  }

  /** Messages whole and in fragments, pings between, at times something wrong, a Close. */
  private static byte[] conversation(Random random) {
    Output out = new Output(64);
    for (int left = random.nextInt(10); left > 0; left--) {
      byte[] text = text(random, random.nextInt(8) == 0 ? 600 : 60);
      int opcode = Frames.TEXT;
      int at = 0;
      while (random.nextInt(3) == 0) {
        int to = at + random.nextInt(text.length - at + 1);
        frame(out, opcode, Arrays.copyOfRange(text, at, to));
        opcode = Frames.CONTINUATION;
        at = to;
        if (random.nextBoolean()) {
          frame(out, 0x80 | Frames.PING, new byte[random.nextInt(126)]);
        }
      }
      frame(out, 0x80 | opcode, Arrays.copyOfRange(text, at, text.length));
      switch (random.nextInt(40)) {
        case 0 -> frame(out, random.nextInt(256), new byte[random.nextInt(200)]);
        case 1 -> frame(out, 0x80 | Frames.TEXT, new byte[] {(byte) 0xff});
        case 2 -> frame(out, 0x80 | Frames.CLOSE, new byte[] {3, (byte) 232});
        default -> {}
      }
    }
    byte[] bytes = new byte[out.size()];
    System.arraycopy(out.array(), out.offset(), bytes, 0, bytes.length);
    return bytes;
  }

  private static List<String> read(byte[] bytes, Random random) {
    Log log = new Log();
    MessageReader reader = new MessageReader(MOST, log);
    try {
      int from = 0;
      for (int to = 0; to < bytes.length; ) {
        to = random == null ? bytes.length : Math.min(bytes.length, to + 1 + random.nextInt(40));
        byte[] offered = Arrays.copyOfRange(bytes, from, to);
        from += reader.take(offered, 0, offered.length);
      }
    } catch (WebSocketError e) {
      log.seen.add("error " + e.code() + " " + e.getMessage());
    }
    return log.seen;
  }

  @Property(tries = 2000, seed = "7")
  void anyCutIsTheSameConversation(@ForAll @IntRange(max = 1_000_000) int seed) {
    Random random = new Random(seed);
    byte[] sent = conversation(random);
    assertEquals(read(sent, null), read(sent, random));
  }

  @Test
  void aMessageOfFragmentsIsOneWithThePingsBetween() {
    Output out = new Output(64);
    frame(out, Frames.TEXT, "on".getBytes(UTF_8));
    frame(out, 0x80 | Frames.PING, new byte[] {7});
    frame(out, 0x80, "e".getBytes(UTF_8));
    frame(out, 0x80 | Frames.BINARY, new byte[0]);
    frame(out, 0x80 | Frames.CLOSE, new byte[0]);
    frame(out, 0x80 | Frames.TEXT, "behind the end".getBytes(UTF_8));
    byte[] bytes = Arrays.copyOfRange(out.array(), out.offset(), out.offset() + out.size());
    assertEquals(
        List.of(
            "ping " + Arrays.hashCode(new byte[] {7}),
            "1 " + Arrays.hashCode("one".getBytes(UTF_8)),
            "2 " + Arrays.hashCode(new byte[0]),
            "close 1005"),
        read(bytes, null));
  }

  @Test
  void whatNoServerSendsIsAnError() {
    assertEquals(
        List.of("error 1002 a server's frame is masked"),
        read(new byte[] {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0}, null));
    assertEquals(
        List.of("error 1002 a message is continued that did not begin"),
        read(new byte[] {(byte) 0x80, 0}, null));
    assertEquals(
        List.of("error 1009 a message is at most 2000 bytes long here"),
        read(new byte[] {(byte) 0x82, 126, 8, 0}, null));
    assertEquals(
        List.of("error 1007 a text ends within a character"),
        read(new byte[] {(byte) 0x81, 1, (byte) 0xc3}, null));
  }
}
