// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AvailabilityTest {

  @Test
  void availableHasNoCauseAndMayBeRequired() {
    assertTrue(Availability.yes().isAvailable());
    assertEquals(Optional.empty(), Availability.yes().cause());
    assertEquals("available", Availability.yes().toString());
    Availability.yes().require();
  }

  @Test
  void unavailableThrowsItsCauseWhenRequired() {
    Availability no = Availability.no("no ring; use epoll");
    assertEquals("unavailable: no ring; use epoll", no.toString());
    var thrown = assertThrows(UnsupportedOperationException.class, no::require);
    assertEquals("no ring; use epoll", thrown.getMessage());
  }

  @Test
  void theFirstCauseCountsAndTheRestIsNotAsked() {
    Availability first = Availability.no("first");
    assertEquals(first, first.and(() -> fail("asked though the first said no")));
    assertEquals(first, Availability.yes().and(() -> first));
  }

  @Test
  void aFailedTryBecomesTheCause() {
    Availability tried =
        Availability.ofTrying(
            () -> {
              throw new NativeException("io_uring_setup", Errno.ENOSYS.number());
            });
    assertEquals(
        Optional.of(
            "io_uring_setup: ENOSYS (the kernel does not have this call);"
                + " use a newer kernel, or lift the seccomp filter"),
        tried.cause());
    assertEquals(Availability.yes(), Availability.ofTrying(() -> {}));
  }
}
