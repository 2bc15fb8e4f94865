// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

import java.util.Arrays;
import socketlab.protocol.Output;

/**
 * Finds messages in the bytes of a body, in whatever cut they come: each is a byte that says
 * whether it is compressed, four with its length, and its bytes. Not thread-safe.
 */
public final class LengthPrefixedReader {
  public static final int PREFIX = 5;

  private static final int FIRST = 1024;
  private static final byte[] NOTHING = {};

  /** Takes messages. */
  @FunctionalInterface
  public interface Target {
    /** One is whole; its bytes are valid for this call. */
    void message(byte[] bytes, int from, int length, boolean compressed) throws GrpcError;
  }

  private final int most;
  private final MessageMemory memory;
  private final MessageEncoding encoding;

  private final byte[] prefix = new byte[PREFIX];

  /** Bytes of the prefix that are there. */
  private int prefixed;

  private boolean compressed;
  private int length;

  /** What has come of a message that was not whole at once. */
  private byte[] part = NOTHING;

  private int partSize;
  private int counted;

  /**
   * @param most bytes that a message may have, also when it is unfolded
   * @param encoding of the messages that say that they are compressed
   */
  public LengthPrefixedReader(int most, MessageMemory memory, MessageEncoding encoding) {
    this.most = most;
    this.memory = memory;
    this.encoding = encoding;
  }

  /** True when a message has begun that is not whole. */
  public boolean isInside() {
    return prefixed > 0;
  }

  /** Bytes of memory that it keeps. */
  public int kept() {
    return part.length;
  }

  /**
   * Takes bytes, to the end of one message at most.
   *
   * @return how many, at least 1
   * @throws GrpcError when they are no message, or one that is too large
   */
  public int read(byte[] bytes, int from, int to, Target target) throws GrpcError {
    int at = from;
    if (prefixed < PREFIX) {
      int count = Math.min(PREFIX - prefixed, to - at);
      System.arraycopy(bytes, at, prefix, prefixed, count);
      prefixed += count;
      at += count;
      if (prefixed < PREFIX) {
        return at - from;
      }
      begin();
    }
    int count = Math.min(length - partSize, to - at);
    if (count == length) {
      // The usual case: it is here as a whole, and nobody has to keep it.
      prefixed = 0;
      deliver(bytes, at, target);
      return at + count - from;
    }
    keep(bytes, at, count);
    if (partSize == length) {
      byte[] whole = part;
      prefixed = 0;
      partSize = 0;
      deliver(whole, 0, target);
      release();
    }
    return at + count - from;
  }

  private void begin() throws GrpcError {
    int flag = prefix[0];
    if (flag != 0 && flag != 1) {
      throw new GrpcError(
          GrpcCode.INTERNAL, "a message begins with 0, or with 1 when it is compressed");
    }
    compressed = flag == 1;
    if (compressed && encoding == MessageEncoding.IDENTITY) {
      throw new GrpcError(
          GrpcCode.INTERNAL, "a message is compressed, and no grpc-encoding says how");
    }
    length = lengthAt(prefix, 0);
    if (length < 0 || length > most) {
      throw tooLarge(most);
    }
  }

  /** Writes what a message begins with. */
  public static void putPrefix(boolean compressed, int length, Output out) {
    out.put((byte) (compressed ? 1 : 0));
    out.put((byte) (length >>> 24));
    out.put((byte) (length >>> 16));
    out.put((byte) (length >>> 8));
    out.put((byte) length);
  }

  /** The length that the prefix at this place tells; below 0 when it is 2 GiB or more. */
  public static int lengthAt(byte[] bytes, int prefix) {
    return bytes[prefix + 1] << 24
        | (bytes[prefix + 2] & 0xff) << 16
        | (bytes[prefix + 3] & 0xff) << 8
        | bytes[prefix + 4] & 0xff;
  }

  static GrpcError tooLarge(int most) {
    return new GrpcError(
        GrpcCode.RESOURCE_EXHAUSTED, "a message is larger than " + most + " bytes");
  }

  /** Memory grows with what came, and not with what was announced. */
  private void keep(byte[] bytes, int from, int count) throws GrpcError {
    if (part.length - partSize < count) {
      int wanted = (int) Math.min(length, Math.max(FIRST, 2L * (partSize + count)));
      counted = memory.recount(counted, wanted);
      part = Arrays.copyOf(part, wanted);
    }
    System.arraycopy(bytes, from, part, partSize, count);
    partSize += count;
  }

  private void deliver(byte[] bytes, int from, Target target) throws GrpcError {
    if (compressed) {
      byte[] plain = MessageEncoding.inflate(bytes, from, length, most, memory);
      target.message(plain, 0, plain.length, true);
    } else {
      target.message(bytes, from, length, false);
    }
  }

  /** Lets go of what it keeps. */
  public void release() {
    part = NOTHING;
    memory.release(counted);
    counted = 0;
  }
}
