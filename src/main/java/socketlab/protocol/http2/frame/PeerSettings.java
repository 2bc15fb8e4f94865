// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.frame;

/** What the peer asked for (RFC 9113 section 6.5.2), as far as it matters to who sends to it. */
public final class PeerSettings {
  public static final int HEADER_TABLE_SIZE = 1;
  public static final int ENABLE_PUSH = 2;
  public static final int MAX_CONCURRENT_STREAMS = 3;
  public static final int INITIAL_WINDOW_SIZE = 4;
  public static final int MAX_FRAME_SIZE = 5;
  public static final int MAX_HEADER_LIST_SIZE = 6;

  /** RFC 8441 section 3: a client may CONNECT for another protocol on one stream. */
  public static final int ENABLE_CONNECT_PROTOCOL = 8;

  /** RFC 9218 section 2.1: the priorities of RFC 7540 are of no use here. */
  public static final int NO_RFC7540_PRIORITIES = 9;

  /** Bytes of a window before anybody said otherwise. */
  public static final int WINDOW = 65_535;

  /** Streams at once before anybody said otherwise. */
  private static final long UNLIMITED = Long.MAX_VALUE;

  private static final int LARGEST_FRAME = (1 << 24) - 1;

  private int initialWindow = WINDOW;
  private long maxStreams = UNLIMITED;
  private boolean smallerTable;

  /** The window that a stream begins with, in bytes. */
  public int initialWindow() {
    return initialWindow;
  }

  /** Streams that the peer lets be open at once, from 0. */
  public long maxStreams() {
    return maxStreams;
  }

  /**
   * True once the peer has made its table smaller than it is by default: it then waits to hear that
   * the encoder knows (RFC 7541 section 4.2).
   */
  public boolean hasSmallerTable() {
    return smallerTable;
  }

  /** Takes over what {@code bytes[from, to)} say, six bytes a setting. */
  public void take(byte[] bytes, int from, int to) throws ConnectionError {
    for (int at = from; at < to; at += 6) {
      int setting = (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
      long value = FrameParser.int32(bytes, at + 2) & 0xffff_ffffL;
      switch (setting) {
        case HEADER_TABLE_SIZE -> smallerTable |= value < 4096;
        case ENABLE_PUSH -> {
          if (value > 1) {
            throw ConnectionError.protocol("ENABLE_PUSH is 0 or 1");
          }
        }
        case MAX_CONCURRENT_STREAMS -> maxStreams = value;
        case INITIAL_WINDOW_SIZE -> {
          if (value > FrameType.LARGEST) {
            throw new ConnectionError(
                ErrorCode.FLOW_CONTROL_ERROR, "INITIAL_WINDOW_SIZE is above 2^31-1");
          }
          initialWindow = (int) value;
        }
        case MAX_FRAME_SIZE -> {
          if (value < FrameType.MOST_BYTES || value > LARGEST_FRAME) {
            throw ConnectionError.protocol("MAX_FRAME_SIZE is from 2^14 to 2^24-1");
          }
        }
        default -> {}
      }
    }
  }
}
