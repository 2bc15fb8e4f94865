// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a server sent, frame by frame, in a form that a test can read. */
final class ServerFrames {
  private ServerFrames() {}

  /** For example {@code text hello}, {@code close 1002}, {@code pong 3}. */
  static List<String> of(String received) {
    ByteBuffer bytes = ByteBuffer.wrap(received.getBytes(ISO_8859_1));
    List<String> frames = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int first = bytes.get() & 0xff;
      int told = bytes.get() & 0xff;
      if ((first & 0xf0) != 0x80 || told > 127) {
        throw new AssertionError("a server's frame is whole, without extension and not masked");
      }
      long length = told < 126 ? told : told == 126 ? bytes.getShort() & 0xffff : bytes.getLong();
      byte[] payload = new byte[(int) length];
      bytes.get(payload);
      frames.add(
          switch (first & 0xf) {
            case Frames.TEXT -> "text " + new String(payload, UTF_8);
            case Frames.BINARY -> "binary " + length;
            case Frames.CLOSE ->
                length == 0 ? "close" : "close " + (ByteBuffer.wrap(payload).getShort() & 0xffff);
            case Frames.PING -> "ping " + length;
            case Frames.PONG -> "pong " + length;
            default -> throw new AssertionError("opcode " + (first & 0xf));
          });
    }
    return frames;
  }
}
