// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

/**
 * A call to the kernel that failed; its message names the call, the errno, and what to do about it.
 */
public final class NativeException extends RuntimeException {

  private final String call;
  private final int errno;

  /**
   * @param call the call, with the argument that tells it from its likes: {@code
   *     setsockopt(TCP_FASTOPEN)}
   * @param errno the positive error number it left
   */
  public NativeException(String call, int errno) {
    super(call + ": " + Errno.describe(errno));
    this.call = call;
    this.errno = errno;
  }

  /**
   * Passes a result on, or throws.
   *
   * @param result what the call returned, or minus its errno: the convention of this package's
   *     calls
   * @return {@code result}, which is not negative
   */
  public static int check(String call, int result) {
    if (result < 0) {
      throw new NativeException(call, -result);
    }
    return result;
  }

  /** The call that failed, such as {@code getsockopt(TCP_INFO)}. */
  public String call() {
    return call;
  }

  /** The positive error number; compare it with {@link Errno#number()}. */
  public int errno() {
    return errno;
  }
}
