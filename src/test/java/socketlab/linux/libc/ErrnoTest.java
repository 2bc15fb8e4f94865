// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ErrnoTest {

  @Test
  void aNumberHasItsNameMeaningAndRemedy() {
    assertEquals("EMFILE", Errno.name(24));
    assertEquals(
        "EMFILE (too many open files in the process); raise the limit (ulimit -n)",
        Errno.describe(24));
  }

  @Test
  void aRemedyIsNotInvented() {
    assertEquals("ENOTSOCK (not a socket)", Errno.describe(88));
  }

  @Test
  void anUnknownNumberIsToldAsItIs() {
    assertEquals("errno 999", Errno.name(999));
    assertEquals("errno 999", Errno.describe(999));
  }

  @Test
  void theExceptionNamesTheCallToo() {
    var failure = new NativeException("getsockopt(TCP_INFO)", Errno.ENOTSOCK.number());
    assertEquals("getsockopt(TCP_INFO): ENOTSOCK (not a socket)", failure.getMessage());
    assertEquals("getsockopt(TCP_INFO)", failure.call());
    assertEquals(88, failure.errno());
  }
}
