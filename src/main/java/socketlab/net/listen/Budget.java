// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for what connections keep waiting, all together: requests that are not complete, and
 * answers that their peers do not take. A limit a connection is not enough: ten thousand times a
 * little is too much. Thread-safe; who keeps nothing waiting never touches it.
 */
public final class Budget {
  /** No bound, and no shared counter to fight for. */
  public static final Budget NONE = new Budget(Long.MAX_VALUE);

  private final long most;
  private final AtomicLong used = new AtomicLong();

  /**
   * @param most bytes, above 0
   */
  public Budget(long most) {
    if (most <= 0) {
      throw new IllegalArgumentException("some bytes have to be kept waiting, not " + most);
    }
    this.most = most;
  }

  /**
   * A connection keeps more than before, or less.
   *
   * @param bytes by how much; below 0 gives back
   * @return false when all together keep too much now; the bytes count all the same, until the
   *     connection gives them back
   */
  public boolean change(int bytes) {
    if (most == Long.MAX_VALUE) {
      return true;
    }
    return used.addAndGet(bytes) <= most || bytes <= 0;
  }

  /** Bytes kept now. */
  public long used() {
    return used.get();
  }
}
