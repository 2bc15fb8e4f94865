// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PlatformTest {

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "x86_64", "aarch64"})
  void knowsTheTwoArchitectures(String osArch) {
    assertEquals(Availability.yes(), Platform.availability("Linux", osArch));
  }

  @ParameterizedTest
  @ValueSource(strings = {"riscv64", "x86", "ppc64le"})
  void refusesAnotherArchitectureByName(String osArch) {
    String cause = Platform.availability("Linux", osArch).cause().orElseThrow();
    assertTrue(cause.contains("this is " + osArch + "; use the nio transport"), cause);
  }

  @Test
  void refusesAnotherSystemByName() {
    String cause = Platform.availability("Mac OS X", "aarch64").cause().orElseThrow();
    assertTrue(cause.contains("this is Mac OS X"), cause);
  }
}
