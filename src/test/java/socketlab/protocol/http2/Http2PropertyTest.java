// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import socketlab.protocol.Handlers;
import socketlab.protocol.Output;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.frame.FrameParser;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;

/** Frames that are nearly right, in any order: nothing is thrown, and nothing is left behind. */
class Http2PropertyTest {
  @Property(tries = 300)
  void anyFramesAreAnsweredOrTurnedAway(@ForAll long seed) {
    Random random = new Random(seed);
    List<Throwable> failures = new ArrayList<>();
    HttpConfig config =
        new HttpConfig(
            (request, response) -> {
              if (request.bodyLength() % 2 == 0) {
                response.send(Status.OK, new byte[random.nextInt(40_000)]);
              } else {
                response.later().send(Status.OK);
              }
            },
            HttpLimits.DEFAULT,
            HttpDate.NONE,
            failures::add);
    Http2Client client = new Http2Client(config, Handlers.IN_PLACE);
    Output begin = new Output(64);
    begin.put(FrameParser.PREFACE);
    FrameWriter.settings(begin);
    client.send(begin);
    int next = 1;
    for (int i = 0; i < 60 && !client.wire.state().isLast(); i++) {
      int type = random.nextInt(11);
      int stream = random.nextInt(4) == 0 ? random.nextInt(8) : next;
      byte[] payload = new byte[random.nextInt(20)];
      random.nextBytes(payload);
      int flags = random.nextInt(256);
      if (type == FrameType.HEADERS || random.nextBoolean()) {
        type = FrameType.HEADERS;
        payload = Http2Client.request("POST", "/");
        flags = FrameType.END_HEADERS | random.nextInt(2);
        stream = next;
        next += 2;
      } else if (type == FrameType.DATA) {
        stream = Math.max(1, next - 2);
        flags = random.nextInt(2);
      } else if (type == FrameType.PING) {
        payload = new byte[8];
        stream = 0;
      } else if (type == FrameType.WINDOW_UPDATE) {
        payload = new byte[] {0, 0, (byte) random.nextInt(3), (byte) random.nextInt(3)};
      } else if (type == FrameType.RST_STREAM) {
        payload = new byte[4];
        stream = Math.max(1, next - 2);
      }
      byte[] bytes = Http2Client.frame(type, flags, stream, payload);
      client.wire.feed(bytes, random.nextInt(bytes.length));
    }
    client.wire.close();
    assertEquals(List.of(), failures);
  }
}
