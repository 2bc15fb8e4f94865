// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.uring;

import java.util.function.Function;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;

/** Who keeps io_uring from this process, as far as that can be told, and what to do about it. */
final class UringAdvice {
  private static final String SYSCTL = "kernel.io_uring_disabled";

  private static final String FILTER =
      "a seccomp filter or a security module forbids it, as most containers do; run it without"
          + " that, e.g. docker run --security-opt seccomp=unconfined";

  private UringAdvice() {}

  /**
   * In one line, without the name of the call.
   *
   * @param e what a first ring failed with
   * @param sysctl the value of a sysctl; empty when this kernel has none of that name
   */
  static String of(NativeException e, Function<String, String> sysctl) {
    if (e.errno() == Errno.EPERM.number() || e.errno() == Errno.EACCES.number()) {
      return "io_uring is forbidden: " + forbiddenBy(sysctl.apply(SYSCTL));
    }
    if (e.errno() == Errno.ENOSYS.number()) {
      return "io_uring is missing: the kernel is built without it, or " + FILTER;
    }
    if (e.errno() == Errno.EINVAL.number()) {
      return "this kernel's io_uring has no SINGLE_ISSUER and DEFER_TASKRUN; use Linux 6.1 or"
          + " newer";
    }
    return e.getMessage();
  }

  /** Documentation/admin-guide/sysctl/kernel.rst: 2 forbids it to all, 1 to all but some. */
  private static String forbiddenBy(String disabled) {
    return switch (disabled) {
      case "2" -> SYSCTL + "=2 forbids it to all; sysctl -w " + SYSCTL + "=0";
      case "1" ->
          SYSCTL
              + "=1 forbids it to all but root and the group kernel.io_uring_group (sysctl -w "
              + SYSCTL
              + "=0), or "
              + FILTER;
      default -> FILTER;
    };
  }
}
