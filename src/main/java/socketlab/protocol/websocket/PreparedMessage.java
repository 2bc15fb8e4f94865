// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import socketlab.protocol.Output;

/**
 * A message as the bytes of its frame, made once for all who get it: a server's frames are not
 * masked (RFC 6455 section 5.1), so they are the same for every peer. It is never compressed, which
 * a peer that agreed to permessage-deflate takes as well (RFC 7692 section 6). Immutable.
 */
public final class PreparedMessage {
  /** The longest head of a frame that is not masked. */
  private static final int MOST_HEAD = 10;

  private final byte[] frame;

  private PreparedMessage(int opcode, byte[] payload) {
    Output out = new Output(payload.length + MOST_HEAD);
    Frames.put(opcode, payload, 0, payload.length, out);
    frame = new byte[out.size()];
    System.arraycopy(out.array(), out.offset(), frame, 0, frame.length);
  }

  /**
   * @param utf8 the text, as UTF-8
   */
  public static PreparedMessage text(byte[] utf8) {
    return new PreparedMessage(Frames.TEXT, utf8);
  }

  public static PreparedMessage binary(byte[] bytes) {
    return new PreparedMessage(Frames.BINARY, bytes);
  }

  /** Not to be changed. */
  byte[] frame() {
    return frame;
  }
}
