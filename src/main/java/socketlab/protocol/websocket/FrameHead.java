// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

/**
 * The head of a frame (RFC 6455 section 5.2), read from its bytes and judged as soon as each part
 * of it is there, so that the verdict does not depend on how they were cut. A client's frames are
 * masked, and a server's are not.
 *
 * <pre>
 *    0               1                2 to 9                      4 bytes
 *   ┌─┬───┬────────┬─┬──────────────┬───────────────────────────┬─────────┐
 *   │F│RSV│ opcode │M│ length, 0-125│ 126: 2 bytes, 127: 8 more │ the key │ payload, masked …
 *   └─┴───┴────────┴─┴──────────────┴───────────────────────────┴─────────┘
 * </pre>
 */
public final class FrameHead {
  /** What {@link #read} returns when more bytes are needed. */
  public static final int NEED_MORE = 0;

  /** The longest payload of a control frame, section 5.5. */
  public static final int LONGEST_CONTROL = 125;

  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;

  /** RSV1 of a message's first frame: the message is compressed (RFC 7692 section 7.2.3). */
  static final int COMPRESSED = 0x40;

  private static final int MASKED = 0x80;
  private static final int TWO_BYTES = 126;

  private final boolean masked;
  private final boolean mayCompress;

  public boolean fin;
  boolean compressed;
  public int opcode;

  /** Bytes of payload, from 0. */
  public long length;

  /** The four bytes of the key, the first one lowest; 0 where there is none. */
  int key;

  private FrameHead(boolean masked, boolean mayCompress) {
    this.masked = masked;
    this.mayCompress = mayCompress;
  }

  /**
   * Of what a client sends.
   *
   * @param mayCompress whether compression was agreed on
   */
  static FrameHead ofClient(boolean mayCompress) {
    return new FrameHead(true, mayCompress);
  }

  /** Of what a server sends, to a client that offered no compression. */
  public static FrameHead ofServer() {
    return new FrameHead(false, false);
  }

  /**
   * Reads the head that begins at {@code bytes[from]}.
   *
   * @return its length, or {@link #NEED_MORE}; then it is to be called again with the same bytes
   *     and more behind them
   */
  public int read(byte[] bytes, int from, int to) throws WebSocketError {
    if (from == to) {
      return NEED_MORE;
    }
    first(bytes[from]);
    if (to - from < 2) {
      return NEED_MORE;
    }
    int second = bytes[from + 1];
    int told = second & 0x7f;
    if ((second & MASKED) == 0 == masked) {
      throw WebSocketError.protocol(
          masked ? "a client's frame is not masked" : "a server's frame is masked");
    }
    if (Frames.isControl(opcode) && told > LONGEST_CONTROL) {
      throw WebSocketError.protocol("a control frame is longer than 125 bytes");
    }
    int lengthBytes = told < TWO_BYTES ? 0 : told == TWO_BYTES ? 2 : 8;
    int keyAt = from + 2 + lengthBytes;
    if (to < keyAt) {
      return NEED_MORE;
    }
    length = lengthBytes == 0 ? told : length(bytes, from + 2, lengthBytes);
    if (!masked) {
      return keyAt - from;
    }
    if (to < keyAt + 4) {
      return NEED_MORE;
    }
    key =
        bytes[keyAt] & 0xff
            | (bytes[keyAt + 1] & 0xff) << 8
            | (bytes[keyAt + 2] & 0xff) << 16
            | bytes[keyAt + 3] << 24;
    return keyAt + 4 - from;
  }

  private void first(byte value) throws WebSocketError {
    fin = (value & FIN) != 0;
    opcode = value & 0xf;
    compressed = (value & COMPRESSED) != 0;
    if ((value & RESERVED) != 0 && (!mayCompress || (value & RESERVED) != COMPRESSED)) {
      throw WebSocketError.protocol("a reserved bit is set, and no extension was agreed on");
    }
    if (!Frames.isKnown(opcode)) {
      throw WebSocketError.protocol("opcode " + opcode + " is reserved");
    }
    if (compressed && (opcode == Frames.CONTINUATION || Frames.isControl(opcode))) {
      throw WebSocketError.protocol("RSV1 is set where no message begins");
    }
    if (Frames.isControl(opcode) && !fin) {
      throw WebSocketError.protocol("a control frame is fragmented");
    }
  }

  private static long length(byte[] bytes, int from, int count) throws WebSocketError {
    long length = 0;
    for (int i = from; i < from + count; i++) {
      length = length << 8 | bytes[i] & 0xff;
    }
    if (length < 0) {
      throw WebSocketError.protocol("a frame's length has its highest bit set");
    }
    if (length < TWO_BYTES || count == 8 && length <= 0xffff) {
      throw WebSocketError.protocol("a frame's length takes more bytes than it needs");
    }
    return length;
  }
}
