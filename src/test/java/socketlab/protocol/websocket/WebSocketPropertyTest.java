// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import socketlab.protocol.Handlers;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.websocket.deflate.DeflatePool;
import socketlab.protocol.websocket.deflate.DeflateTerms;

/** What a server says does not depend on how the bytes were cut, nor on who runs the handler. */
class WebSocketPropertyTest {
  private static final int MOST = 2000;

  private static Wire wire(Handlers handlers) {
    WebSocketConfig config =
        new WebSocketConfig(
            MOST,
            1_000_000_000L,
            e -> {
              throw new AssertionError(e);
            });
    WebSocketHandler echo =
        (socket, text, bytes, from, length) -> {
          if (text) {
            socket.text(bytes, from, length);
          } else {
            socket.binary(bytes, from, length);
          }
        };
    config = config.with(new DeflatePool(20, 200));
    SessionFactory sessions = WebSocketSession.factory(config, echo, new DeflateTerms(15, false));
    return new Wire(sessions, handlers);
  }

  private static byte[] payload(Random random, boolean text) {
    byte[] payload = new byte[random.nextInt(10) == 0 ? random.nextInt(MOST) : random.nextInt(140)];
    if (text) {
      String letters = "a\u00e9\u2603";
      StringBuilder some = new StringBuilder();
      while (some.length() < payload.length / 2) {
        some.append(letters.charAt(random.nextInt(letters.length())));
      }
      return some.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
    random.nextBytes(payload);
    return payload;
  }

  /** Messages, whole and in fragments with control frames between; seldom something wrong. */
  private static byte[] conversation(Random random) {
    ClientFrames frames = new ClientFrames();
    for (int left = random.nextInt(12); left > 0; left--) {
      boolean text = random.nextBoolean();
      int opcode = text ? Frames.TEXT : Frames.BINARY;
      if (random.nextInt(3) == 0) {
        compressed(frames, opcode, payload(random, text), random);
        continue;
      }
      for (int fragments = random.nextInt(3); fragments > 0; fragments--) {
        frames.frame(opcode, payload(random, text));
        opcode = Frames.CONTINUATION;
        if (random.nextBoolean()) {
          frames.frame(0x80 | Frames.PING, new byte[random.nextInt(126)]);
        }
      }
      frames.frame(0x80 | opcode, payload(random, text));
      switch (random.nextInt(40)) {
        case 0 -> frames.frame(random.nextInt(256), payload(random, false));
        case 1 -> frames.close(random.nextInt(900, 5100));
        case 2 -> frames.frame(0x80 | Frames.TEXT, payload(random, false));
        case 3 -> frames.raw(random.nextInt(256), random.nextInt(256));
        default -> {}
      }
    }
    return frames.bytes();
  }

  private static void compressed(ClientFrames frames, int opcode, byte[] payload, Random random) {
    byte[] all = ClientFrames.deflated(payload);
    int first = FrameHead.COMPRESSED | opcode;
    int at = 0;
    for (int fragments = random.nextInt(3); fragments > 0; fragments--) {
      int to = at + random.nextInt(all.length - at + 1);
      frames.frame(first, Arrays.copyOfRange(all, at, to));
      first = Frames.CONTINUATION;
      at = to;
    }
    frames.frame(0x80 | first, Arrays.copyOfRange(all, at, all.length));
  }

  @Property(tries = 1000, seed = "7")
  void anyCutIsTheSameConversation(@ForAll @IntRange(max = 1_000_000) int seed) {
    Random random = new Random(seed);
    byte[] sent = conversation(random);
    Wire whole = wire(Handlers.IN_PLACE).feed(sent);
    List<Integer> cuts = new ArrayList<>();
    for (int at = 0; (at += 1 + random.nextInt(60)) < sent.length; ) {
      cuts.add(at);
    }
    Wire cut =
        wire(Handlers.IN_PLACE).feed(sent, cuts.stream().mapToInt(Integer::intValue).toArray());
    assertEquals(whole.received(), cut.received());
    assertEquals(whole.state(), cut.state());
    ManualWorkers workers = new ManualWorkers();
    Wire worked = wire(workers).feed(sent);
    while (workers.waiting() > 0) {
      workers.run(0);
      worked.turn();
    }
    assertEquals(whole.received(), worked.received(), "by workers");
  }

  @Property(tries = 500, seed = "7")
  void rubbishIsAnsweredWithNothingWorseThanAClose(@ForAll byte[] rubbish) {
    Wire wire = wire(Handlers.IN_PLACE).feed(rubbish);
    ServerFrames.of(wire.received());
  }
}
