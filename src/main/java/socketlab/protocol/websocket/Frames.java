// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import socketlab.protocol.Output;

/** Writes frames as a server does, unmasked, and takes the mask off those of clients. */
public final class Frames {
  public static final int CONTINUATION = 0x0;
  public static final int TEXT = 0x1;
  public static final int BINARY = 0x2;
  public static final int CLOSE = 0x8;
  public static final int PING = 0x9;
  public static final int PONG = 0xa;

  private static final int FIN = 0x80;
  private static final int LONGEST_IN_SEVEN_BITS = 125;
  private static final int LONGEST_IN_TWO_BYTES = 0xffff;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Frames() {}

  public static boolean isControl(int opcode) {
    return (opcode & 0x8) != 0;
  }

  static boolean isKnown(int opcode) {
    return opcode <= BINARY || opcode >= CLOSE && opcode <= PONG;
  }

  /** Appends one whole frame. */
  public static void put(int opcode, byte[] payload, int from, int length, Output out) {
    out.put((byte) (FIN | opcode));
    if (length <= LONGEST_IN_SEVEN_BITS) {
      out.put((byte) length);
    } else if (length <= LONGEST_IN_TWO_BYTES) {
      out.put((byte) 126);
      out.put((byte) (length >> 8));
      out.put((byte) length);
    } else {
      out.put((byte) 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.put((byte) ((long) length >> shift));
      }
    }
    out.put(payload, from, length);
  }

  /**
   * Appends a Close frame.
   *
   * @param code {@link CloseCode#NONE} for one that says nothing
   * @param reason at most 123 bytes in UTF-8
   */
  static void putClose(int code, String reason, Output out) {
    if (code == CloseCode.NONE) {
      put(CLOSE, new byte[0], 0, 0, out);
      return;
    }
    byte[] text = reason.getBytes(UTF_8);
    if (text.length > LONGEST_IN_SEVEN_BITS - 2) {
      throw new IllegalArgumentException("a Close's reason is at most 123 bytes long");
    }
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    put(CLOSE, payload, 0, payload.length, out);
  }

  /**
   * Takes the mask off {@code bytes[from, to)}, or puts it on (RFC 6455 section 5.3).
   *
   * @param key as in {@link FrameHead#key}
   * @param offset of the first of these bytes in the frame's payload
   */
  public static void unmask(byte[] bytes, int from, int to, int key, long offset) {
    int turned = Integer.rotateRight(key, 8 * (int) (offset & 3));
    long twice = turned & 0xffffffffL | (long) turned << 32;
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ twice);
    }
    for (; at < to; at++) {
      bytes[at] ^= (byte) turned;
      turned = Integer.rotateRight(turned, 8);
    }
  }
}
