// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import socketlab.protocol.Output;
import socketlab.protocol.http.Field;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;
import socketlab.protocol.websocket.ClientFrames;

/** Frames as a client might send them who knows the rules and keeps most of them. */
final class FuzzFrames {
  private static final String[] PATHS = {
    "/", "/whole", "/stream", "/later", "/producer", "/socket", "/slow"
  };
  private static final int[] INCREMENTS = {0, 1, 100, 65_535, 1 << 20, FrameType.LARGEST};

  private final Random random;
  private int next = 1;

  /** Streams whose request has not ended, as far as this side knows. */
  private final List<Integer> open = new ArrayList<>();

  FuzzFrames(Random random) {
    this.random = random;
  }

  /** A stream that may have begun, mostly one of the last; now and then one that has not. */
  private int stream() {
    int back = 2 * random.nextInt(random.nextInt(20) == 0 ? 200 : 8);
    return Math.max(1, next - 2 - back) + (random.nextInt(5000) == 0 ? 1 : 0);
  }

  /** A stream on which this side may go on, mostly. */
  private int unfinished() {
    return open.isEmpty() || random.nextInt(1000) == 0
        ? stream()
        : open.get(random.nextInt(open.size()));
  }

  private void ends(int stream) {
    open.remove((Integer) stream);
  }

  /** The next frame, or few that belong together; now and then with some bytes wrong. */
  byte[] next() {
    byte[] bytes = next == 1 || open.isEmpty() ? request() : frame();
    if (random.nextInt(300) == 0) {
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
    } else if (random.nextInt(2000) == 0) {
      bytes = new byte[1 + random.nextInt(300)];
      random.nextBytes(bytes);
    }
    return bytes;
  }

  private byte[] frame() {
    return switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5, 6 -> request();
      case 7, 8, 9, 10, 11 -> data();
      case 12, 13 -> reset();
      case 14, 15 -> window();
      case 16 -> settings();
      case 17 -> Http2Client.frame(FrameType.PING, random.nextInt(2), 0, new byte[8]);
      case 18 -> Http2Client.frame(FrameType.PRIORITY, 0, stream(), bytes(5));
      case 19 -> trailers();
      case 20 -> random.nextInt(20) == 0 ? goAway() : request();
      case 21 -> Http2Client.frame(0x20 + random.nextInt(100), 0, 0, bytes(random.nextInt(40)));
      case 22 -> ofAnyType();
      default -> data();
    };
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] ofAnyType() {
    if (random.nextInt(100) > 0) {
      return request();
    }
    return Http2Client.frame(
        random.nextInt(10), random.nextInt(256), stream(), bytes(random.nextInt(30)));
  }

  private byte[] request() {
    int stream = next;
    next += 2 * (1 + (random.nextInt(50) == 0 ? random.nextInt(5) : 0));
    String path = PATHS[random.nextInt(PATHS.length)];
    Output block = new Output(64);
    boolean last = random.nextBoolean();
    if (path.equals("/socket") && random.nextBoolean()) {
      block.put(Http2Client.block(":method", "CONNECT", ":protocol", "websocket"));
      block.put(Http2Client.block(":scheme", "http", ":path", path, ":authority", "lab"));
      block.put(Http2Client.block("sec-websocket-version", "13"));
      last = random.nextInt(20) == 0;
    } else {
      block.put(Http2Client.request(random.nextBoolean() ? "GET" : "POST", path));
    }
    switch (random.nextInt(12)) {
      case 0 -> block.put(new Field("x", "y".repeat(random.nextInt(200))).compact());
      case 1 -> block.put(new byte[] {0x40, 1, 'a', 1, 'b', (byte) 0xbe});
      case 2 -> block.put(new Field("expect", "100-continue").compact());
      case 3 -> block.put(new Field("content-length", "" + random.nextInt(50)).compact());
      case 4 -> {
        if (random.nextInt(20) == 0) {
          block.put(bytes(random.nextInt(4)));
        }
      }
      default -> {}
    }
    if (!last) {
      open.add(stream);
    }
    return fields(stream, last, Http2Client.bytes(block));
  }

  private byte[] fields(int stream, boolean last, byte[] block) {
    int end = last ? FrameType.END_STREAM : 0;
    if (random.nextInt(10) > 0) {
      return Http2Client.frame(FrameType.HEADERS, FrameType.END_HEADERS | end, stream, block);
    }
    int cut = random.nextInt(block.length + 1);
    Output out = new Output(64);
    FrameWriter.head(cut, FrameType.HEADERS, end, stream, out);
    out.put(block, 0, cut);
    FrameWriter.head(
        block.length - cut, FrameType.CONTINUATION, FrameType.END_HEADERS, stream, out);
    out.put(block, cut, block.length - cut);
    return Http2Client.bytes(out);
  }

  private byte[] trailers() {
    int stream = unfinished();
    boolean last = random.nextInt(20) > 0;
    if (last) {
      ends(stream);
    }
    return fields(stream, last, Http2Client.block("x", "y"));
  }

  private byte[] data() {
    int last = random.nextInt(4) == 0 ? FrameType.END_STREAM : 0;
    byte[] data = bytes(random.nextInt(random.nextInt(10) == 0 ? 16_000 : 60));
    if (random.nextInt(4) == 0) {
      data = new ClientFrames().text("t".repeat(random.nextInt(50))).bytes();
    }
    if (random.nextInt(10) == 0 && data.length > 0) {
      data[0] = (byte) random.nextInt(data.length);
      last |= FrameType.PADDED;
    }
    int stream = unfinished();
    if ((last & FrameType.END_STREAM) != 0) {
      ends(stream);
    }
    return Http2Client.frame(FrameType.DATA, last, stream, data);
  }

  private byte[] reset() {
    int stream = random.nextBoolean() ? unfinished() : stream();
    ends(stream);
    return Http2Client.frame(
        FrameType.RST_STREAM, 0, stream, new byte[] {0, 0, 0, (byte) random.nextInt(14)});
  }

  private byte[] window() {
    Output out = new Output(16);
    int increment = INCREMENTS[random.nextInt(random.nextInt(50) == 0 ? 6 : 4)];
    FrameWriter.windowUpdate(random.nextBoolean() ? 0 : stream(), Math.max(1, increment), out);
    return Http2Client.bytes(out);
  }

  private byte[] settings() {
    Output out = new Output(16);
    if (random.nextBoolean()) {
      FrameWriter.settings(out, PeerSettings.INITIAL_WINDOW_SIZE, random.nextInt(100_000));
    } else {
      FrameWriter.settings(
          out, PeerSettings.HEADER_TABLE_SIZE, random.nextInt(5000), random.nextInt(1000) + 20, 7);
    }
    return Http2Client.bytes(out);
  }

  private byte[] goAway() {
    Output out = new Output(16);
    FrameWriter.goAway(0, socketlab.protocol.http2.frame.ErrorCode.NO_ERROR, "", out);
    return Http2Client.bytes(out);
  }
}
