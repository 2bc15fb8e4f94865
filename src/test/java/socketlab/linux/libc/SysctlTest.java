// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.linux.OnLinux;

/** Reads only: what writes stands with the tests that have a network of their own. */
@OnLinux
class SysctlTest {

  @Test
  void readsTextAndNumbers() {
    assertEquals("Linux", Sysctl.read("kernel.ostype"));
    assertTrue(Sysctl.readLong("kernel.pid_max") > 300);
    assertTrue(Sysctl.exists("kernel.ostype"));
  }

  @Test
  void aSysctlThatIsNotThereIsToldInOneLine() {
    assertFalse(Sysctl.exists("net.core.nosuch"));
    var thrown = assertThrows(UncheckedIOException.class, () -> Sysctl.read("net.core.nosuch"));
    assertEquals(
        "cannot read net.core.nosuch: this kernel or network namespace has no such sysctl",
        thrown.getMessage());
    var written =
        assertThrows(UncheckedIOException.class, () -> Sysctl.write("net.core.nosuch", 1));
    assertEquals(
        "cannot write '1' to net.core.nosuch: this kernel or network namespace has no such sysctl",
        written.getMessage());
  }

  @Test
  void aRefusedWriteNamesValueAndSysctl() {
    // Read-only to everybody.
    var thrown =
        assertThrows(UncheckedIOException.class, () -> Sysctl.write("kernel.ostype", "lab"));
    assertTrue(
        thrown.getMessage().startsWith("cannot write 'lab' to kernel.ostype: "),
        thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "net", "net..core", "../etc.passwd", "net/core.somaxconn", ".net.core"})
  void whatIsNoDottedNameIsRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> Sysctl.read(name));
  }
}
