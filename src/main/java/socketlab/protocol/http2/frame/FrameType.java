// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.frame;

/** The types of frames (RFC 9113 section 6), their flags, and what all frames have. */
public final class FrameType {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 0x1;
  public static final int ACK = 0x1;
  public static final int END_HEADERS = 0x4;
  public static final int PADDED = 0x8;
  public static final int HAS_PRIORITY = 0x20;

  /** Bytes before a frame's payload: its length in three, type, flags, and its stream in four. */
  public static final int HEAD_BYTES = 9;

  /** Bytes of payload that both sides take unless told otherwise, and here they are not. */
  public static final int MOST_BYTES = 16 * 1024;

  /** A window's largest size, a stream's highest number. */
  public static final int LARGEST = Integer.MAX_VALUE;

  private FrameType() {}
}
