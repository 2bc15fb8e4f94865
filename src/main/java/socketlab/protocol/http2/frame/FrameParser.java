// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Reads what a peer sends: the preface (RFC 9113 section 3.4), and frames. Data is passed on in
 * whatever pieces come; any other frame when it is there as a whole, so that nothing is kept but a
 * block of fields that goes on in CONTINUATION frames. Not thread-safe.
 */
public final class FrameParser {
  /** What a client says first. */
  public static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  /** CONTINUATION frames that a block may have; it needs two for 48 KiB. */
  public static final int MOST_CONTINUATIONS = 32;

  private static final byte[] NOTHING = {};

  private final FrameTarget target;
  private final int blockLimit;

  private boolean prefaceRead;
  private boolean settingsRead;

  /** The stream whose block of fields is not whole, or 0. */
  private int continuing;

  private int continuations;
  private byte[] block = NOTHING;
  private int blockSize;
  private boolean blockIsLast;
  private boolean blockDependsOnItself;

  /** A frame with data has begun and not ended. */
  private boolean inData;

  private int dataLeft;
  private int paddingLeft;

  /**
   * @param blockLimit bytes of an encoded block of fields; above it the connection ends
   */
  public FrameParser(FrameTarget target, int blockLimit) {
    this(target, blockLimit, false);
  }

  private FrameParser(FrameTarget target, int blockLimit, boolean prefaceRead) {
    this.target = target;
    this.blockLimit = blockLimit;
    this.prefaceRead = prefaceRead;
  }

  /** One that reads what a server sends: its preface is its settings, and nothing before them. */
  public static FrameParser ofServer(FrameTarget target, int blockLimit) {
    return new FrameParser(target, blockLimit, true);
  }

  /** True when a block of fields has begun and not ended. */
  public boolean isContinuing() {
    return continuing != 0;
  }

  /** True when the peer's preface and its settings have come. */
  public boolean hasBegun() {
    return settingsRead;
  }

  /** Bytes of memory it keeps. */
  public int kept() {
    return block.length;
  }

  /**
   * Reads one frame of {@code bytes[from, to)}, or a piece of one.
   *
   * @return how many bytes it is done with; 0 when it needs more
   */
  public int read(byte[] bytes, int from, int to) throws ConnectionError {
    if (inData) {
      return data(bytes, from, to);
    }
    if (!prefaceRead) {
      return preface(bytes, from, to);
    }
    if (to - from < FrameType.HEAD_BYTES) {
      return 0;
    }
    int length =
        (bytes[from] & 0xff) << 16 | (bytes[from + 1] & 0xff) << 8 | bytes[from + 2] & 0xff;
    int type = bytes[from + 3] & 0xff;
    int flags = bytes[from + 4] & 0xff;
    int stream = int31(bytes, from + 5);
    check(length, type, flags, stream);
    int at = from + FrameType.HEAD_BYTES;
    if (type == FrameType.DATA) {
      return beginData(bytes, at, to, length, flags, stream);
    }
    if (to - at < length) {
      return 0;
    }
    frame(type, flags, stream, bytes, at, at + length);
    return FrameType.HEAD_BYTES + length;
  }

  private int preface(byte[] bytes, int from, int to) throws ConnectionError {
    int there = Math.min(PREFACE.length, to - from);
    if (!Arrays.equals(bytes, from, from + there, PREFACE, 0, there)) {
      throw ConnectionError.protocol("the connection does not begin as HTTP/2 does");
    }
    if (there < PREFACE.length) {
      return 0;
    }
    prefaceRead = true;
    return there;
  }

  /** What is wrong with a frame's head is found before its payload is waited for. */
  private void check(int length, int type, int flags, int stream) throws ConnectionError {
    if (length > FrameType.MOST_BYTES) {
      throw ConnectionError.size("a frame is longer than " + FrameType.MOST_BYTES + " bytes");
    }
    if (!settingsRead && (type != FrameType.SETTINGS || (flags & FrameType.ACK) != 0)) {
      throw ConnectionError.protocol("the first frame is not SETTINGS");
    }
    if (continuing != 0 && (type != FrameType.CONTINUATION || stream != continuing)) {
      throw ConnectionError.protocol("a block of fields is interrupted");
    }
    switch (type) {
      case FrameType.DATA, FrameType.HEADERS, FrameType.PRIORITY, FrameType.RST_STREAM -> {
        if (stream == 0) {
          throw ConnectionError.protocol("a frame of a stream has no stream");
        }
      }
      case FrameType.SETTINGS, FrameType.PING, FrameType.GOAWAY -> {
        if (stream != 0) {
          throw ConnectionError.protocol("a frame of the connection has a stream");
        }
      }
      case FrameType.CONTINUATION -> {
        if (continuing == 0) {
          throw ConnectionError.protocol("a CONTINUATION continues nothing");
        }
      }
      case FrameType.PUSH_PROMISE -> throw ConnectionError.protocol("nobody may push here");
      default -> {}
    }
    checkLength(length, type, flags);
  }

  private static void checkLength(int length, int type, int flags) throws ConnectionError {
    boolean right =
        switch (type) {
          case FrameType.PRIORITY -> length == 5;
          case FrameType.RST_STREAM, FrameType.WINDOW_UPDATE -> length == 4;
          case FrameType.SETTINGS -> (flags & FrameType.ACK) != 0 ? length == 0 : length % 6 == 0;
          case FrameType.PING -> length == 8;
          case FrameType.GOAWAY -> length >= 8;
          default -> true;
        };
    if (!right) {
      throw ConnectionError.size("a frame has not the length that its type has");
    }
  }

  private void frame(int type, int flags, int stream, byte[] bytes, int at, int end)
      throws ConnectionError {
    switch (type) {
      case FrameType.HEADERS -> headers(flags, stream, bytes, at, end);
      case FrameType.PRIORITY -> {
        if (int31(bytes, at) == stream) {
          throw ConnectionError.protocol("a stream depends on itself");
        }
        target.ignored();
      }
      case FrameType.RST_STREAM -> target.reset(stream, int32(bytes, at));
      case FrameType.SETTINGS -> {
        settingsRead = true;
        if ((flags & FrameType.ACK) != 0) {
          target.settingsAcknowledged();
        } else {
          target.settings(bytes, at, end);
        }
      }
      case FrameType.PING -> {
        if ((flags & FrameType.ACK) != 0) {
          target.pingAcknowledged(bytes, at);
        } else {
          target.ping(bytes, at);
        }
      }
      case FrameType.GOAWAY -> target.goAway(int31(bytes, at), int32(bytes, at + 4));
      case FrameType.WINDOW_UPDATE -> target.windowUpdate(stream, int31(bytes, at));
      case FrameType.CONTINUATION -> continuation(flags, bytes, at, end);
      default -> target.ignored();
    }
  }

  // Data.

  private int beginData(byte[] bytes, int at, int to, int length, int flags, int stream)
      throws ConnectionError {
    int head = FrameType.HEAD_BYTES;
    int padding = 0;
    if ((flags & FrameType.PADDED) != 0) {
      if (length == 0) {
        throw ConnectionError.size("a padded frame has no room for the padding's length");
      }
      if (at == to) {
        return 0;
      }
      padding = 1 + (bytes[at] & 0xff);
      if (padding > length) {
        throw ConnectionError.protocol("a frame's padding is longer than the frame");
      }
      head++;
    }
    target.data(stream, length, padding, (flags & FrameType.END_STREAM) != 0);
    dataLeft = length - padding;
    paddingLeft = Math.max(0, padding - 1);
    inData = true;
    return head + data(bytes, at - FrameType.HEAD_BYTES + head, to);
  }

  private int data(byte[] bytes, int from, int to) throws ConnectionError {
    int count = Math.min(dataLeft, to - from);
    if (count > 0) {
      target.dataBytes(bytes, from, from + count);
      dataLeft -= count;
    }
    int padding = Math.min(paddingLeft, to - from - count);
    paddingLeft -= padding;
    if (dataLeft == 0 && paddingLeft == 0) {
      inData = false;
      target.dataEnd();
    }
    return count + padding;
  }

  // Fields.

  private void headers(int flags, int stream, byte[] bytes, int at, int end)
      throws ConnectionError {
    int from = at;
    int to = end;
    if ((flags & FrameType.PADDED) != 0) {
      if (from == to) {
        throw ConnectionError.size("a padded frame has no room for the padding's length");
      }
      to -= bytes[from++] & 0xff;
    }
    boolean dependsOnItself = false;
    if ((flags & FrameType.HAS_PRIORITY) != 0) {
      if (end - from < 5) {
        throw ConnectionError.size("a frame has no room for the priority it is to have");
      }
      dependsOnItself = int31(bytes, from) == stream;
      from += 5;
    }
    if (from > to) {
      throw ConnectionError.protocol("a frame's padding is longer than the frame");
    }
    boolean last = (flags & FrameType.END_STREAM) != 0;
    if ((flags & FrameType.END_HEADERS) != 0) {
      target.headers(stream, bytes, from, to, last, dependsOnItself);
      return;
    }
    continuing = stream;
    continuations = 0;
    blockIsLast = last;
    blockDependsOnItself = dependsOnItself;
    append(bytes, from, to);
  }

  private void continuation(int flags, byte[] bytes, int from, int to) throws ConnectionError {
    if (++continuations > MOST_CONTINUATIONS) {
      throw ConnectionError.calm(
          "a block of fields has more than " + MOST_CONTINUATIONS + " parts");
    }
    append(bytes, from, to);
    if ((flags & FrameType.END_HEADERS) == 0) {
      if (from == to) {
        target.ignored();
      }
      return;
    }
    int stream = continuing;
    continuing = 0;
    byte[] whole = block;
    int size = blockSize;
    block = NOTHING;
    blockSize = 0;
    target.headers(stream, whole, 0, size, blockIsLast, blockDependsOnItself);
  }

  private void append(byte[] bytes, int from, int to) throws ConnectionError {
    int size = blockSize + to - from;
    if (size > blockLimit) {
      throw ConnectionError.calm("a block of fields is longer than " + blockLimit + " bytes");
    }
    if (size > block.length) {
      block = Arrays.copyOf(block, Math.max(size, Math.min(blockLimit, 2 * block.length)));
    }
    System.arraycopy(bytes, from, block, blockSize, to - from);
    blockSize = size;
  }

  static int int32(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }

  private static int int31(byte[] bytes, int at) {
    return int32(bytes, at) & Integer.MAX_VALUE;
  }
}
