// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.client;

import socketlab.protocol.Output;
import socketlab.protocol.websocket.FrameHead;
import socketlab.protocol.websocket.Frames;

/** Writes frames as a client does, masked (RFC 6455 section 5.3). */
public final class MaskedFrames {
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int LONGEST_IN_TWO_BYTES = 0xffff;

  private MaskedFrames() {}

  /**
   * Appends one whole frame.
   *
   * @param key fresh for each frame, the first byte lowest
   */
  public static void put(int opcode, byte[] payload, int key, Output out) {
    out.put((byte) (FIN | opcode));
    int length = payload.length;
    if (length <= FrameHead.LONGEST_CONTROL) {
      out.put((byte) (MASKED | length));
    } else if (length <= LONGEST_IN_TWO_BYTES) {
      out.put((byte) (MASKED | 126));
      out.put((byte) (length >> 8));
      out.put((byte) length);
    } else {
      out.put((byte) (MASKED | 127));
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.put((byte) ((long) length >> shift));
      }
    }
    for (int shift = 0; shift < 32; shift += 8) {
      out.put((byte) (key >> shift));
    }
    byte[] masked = payload.clone();
    Frames.unmask(masked, 0, length, key, 0);
    out.put(masked);
  }
}
