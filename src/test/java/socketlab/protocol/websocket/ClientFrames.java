// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;

/** Frames as a client sends them, masked; right or wrong as a test wants them. */
public final class ClientFrames {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Random random = new Random(7);

  public ClientFrames text(String text) {
    return frame(0x80 | Frames.TEXT, text.getBytes(UTF_8));
  }

  public ClientFrames binary(byte[] payload) {
    return frame(0x80 | Frames.BINARY, payload);
  }

  /**
   * @param code -1 for none
   */
  public ClientFrames close(int code) {
    return frame(
        0x80 | Frames.CLOSE, code < 0 ? new byte[0] : new byte[] {(byte) (code >> 8), (byte) code});
  }

  /**
   * @param first the frame's first byte: FIN, reserved bits, opcode
   */
  public ClientFrames frame(int first, byte[] payload) {
    bytes.write(first);
    if (payload.length < 126) {
      bytes.write(0x80 | payload.length);
    } else if (payload.length < 0x10000) {
      bytes.write(0x80 | 126);
      bytes.write(payload.length >> 8);
      bytes.write(payload.length);
    } else {
      bytes.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        bytes.write((int) ((long) payload.length >> shift));
      }
    }
    byte[] key = new byte[4];
    random.nextBytes(key);
    bytes.writeBytes(key);
    for (int i = 0; i < payload.length; i++) {
      bytes.write(payload[i] ^ key[i & 3]);
    }
    return this;
  }

  /** What a client sends of a message that it compresses (RFC 7692 section 7.2.1). */
  static byte[] deflated(byte[] message) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(message);
    byte[] bytes = new byte[message.length + message.length / 1000 + 100];
    int size = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(bytes, size - 4);
  }

  /** Bytes that are no frame, or only the beginning of one. */
  public ClientFrames raw(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  public byte[] bytes() {
    return bytes.toByteArray();
  }
}
