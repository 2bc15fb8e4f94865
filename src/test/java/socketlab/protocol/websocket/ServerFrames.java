// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** What a server sent, frame by frame, in a form that a test can read. */
public final class ServerFrames {
  private ServerFrames() {}

  private static final int COMPRESSED = 0x40;

  /**
   * For example {@code text hello}, {@code close 1002}, {@code pong 3}; {@code *} behind the type
   * of a message that was compressed.
   */
  public static List<String> of(String received) {
    ByteBuffer bytes = ByteBuffer.wrap(received.getBytes(ISO_8859_1));
    List<String> frames = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int first = bytes.get() & 0xff;
      int told = bytes.get() & 0xff;
      boolean compressed = (first & COMPRESSED) != 0;
      if ((first & 0xf0 & ~COMPRESSED) != 0x80 || told > 127) {
        throw new AssertionError("a server's frame is whole and not masked");
      }
      if (compressed && (first & 0xf) != Frames.TEXT && (first & 0xf) != Frames.BINARY) {
        throw new AssertionError("only messages are compressed");
      }
      long length = told < 126 ? told : told == 126 ? bytes.getShort() & 0xffff : bytes.getLong();
      byte[] payload = new byte[(int) length];
      bytes.get(payload);
      if (compressed) {
        payload = inflated(payload);
      }
      String type = compressed ? "* " : " ";
      frames.add(
          switch (first & 0xf) {
            case Frames.TEXT -> "text" + type + new String(payload, UTF_8);
            case Frames.BINARY -> "binary" + type + payload.length;
            case Frames.CLOSE ->
                length == 0 ? "close" : "close " + (ByteBuffer.wrap(payload).getShort() & 0xffff);
            case Frames.PING -> "ping " + length;
            case Frames.PONG -> "pong " + length;
            default -> throw new AssertionError("opcode " + (first & 0xf));
          });
    }
    return frames;
  }

  /** As RFC 7692 section 7.2.2 says, and not by what is tested. */
  private static byte[] inflated(byte[] payload) {
    Inflater inflater = new Inflater(true);
    byte[] whole = Arrays.copyOf(payload, payload.length + 4);
    whole[payload.length + 2] = (byte) 0xff;
    whole[payload.length + 3] = (byte) 0xff;
    inflater.setInput(whole);
    byte[] message = new byte[1 << 20];
    try {
      return Arrays.copyOf(message, inflater.inflate(message));
    } catch (DataFormatException e) {
      throw new AssertionError("a compressed message is no deflate", e);
    } finally {
      inflater.end();
    }
  }
}
