// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that all calls of a server together may keep for messages that are not whole yet, or have
 * not left yet. Thread-safe.
 */
public final class MessageMemory {
  /** Bytes of a buffer that are not counted: every call has one as large, and counting costs. */
  static final int UNCOUNTED = 4 * 1024;

  private final AtomicLong left;

  public MessageMemory(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** Bytes that are not in use. */
  public long left() {
    return left.get();
  }

  /**
   * Has a buffer grow or shrink.
   *
   * @param from bytes that were counted for it so far
   * @param to bytes that it needs
   * @return the bytes that are counted for it now
   * @throws GrpcError when there are not as many
   */
  public int recount(int from, int to) throws GrpcError {
    int counted = to <= UNCOUNTED ? 0 : to;
    if (counted != from && left.addAndGet(from - counted) < 0 && counted > from) {
      left.addAndGet(counted - from);
      throw new GrpcError(
          GrpcCode.RESOURCE_EXHAUSTED, "the server has no memory for this message just now");
    }
    return counted;
  }

  /** A buffer is gone for which so many were counted. */
  public void release(int counted) {
    if (counted > 0) {
      left.addAndGet(counted);
    }
  }
}
