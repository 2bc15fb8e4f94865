// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.uring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;

/** Who may have forbidden a ring: only what can be told is told. */
@Timeout(60)
class UringAdviceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EPERM  | 0 | io_uring is forbidden: a seccomp filter or a security module forbids it",
        "EPERM  | '' | io_uring is forbidden: a seccomp filter or a security module forbids it",
        "EACCES | 0 | io_uring is forbidden: a seccomp filter or a security module forbids it",
        "EPERM  | 2 | io_uring is forbidden: kernel.io_uring_disabled=2 forbids it to all;",
        "EPERM  | 1 | =1 forbids it to all but root and the group kernel.io_uring_group",
        "EPERM  | 1 | or a seccomp filter",
        "ENOSYS | 0 | the kernel is built without it, or a seccomp filter",
        "EINVAL | 0 | use Linux 6.1 or newer",
        "EMFILE | 0 | EMFILE",
      })
  void theReasonFitsTheErrorAndTheSetting(Errno errno, String disabled, String told) {
    String advice =
        UringAdvice.of(new NativeException("io_uring_setup", errno.number()), _ -> disabled);
    assertTrue(advice.contains(told), advice);
  }
}
