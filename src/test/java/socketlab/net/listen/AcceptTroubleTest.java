// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.net.listen.AcceptTrouble.ALL_DESCRIPTORS;
import static socketlab.net.listen.AcceptTrouble.FORBIDDEN;
import static socketlab.net.listen.AcceptTrouble.MEMORY;
import static socketlab.net.listen.AcceptTrouble.OF_THE_PEER;
import static socketlab.net.listen.AcceptTrouble.OTHER;
import static socketlab.net.listen.AcceptTrouble.OWN_DESCRIPTORS;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.linux.libc.Errno;

@Timeout(10)
class AcceptTroubleTest {
  /** accept(2), "Error handling": network errors already pending on the new socket. */
  private static final Set<Errno> PENDING =
      EnumSet.of(
          Errno.ENETDOWN,
          Errno.EPROTO,
          Errno.ENOPROTOOPT,
          Errno.EHOSTDOWN,
          Errno.ENONET,
          Errno.EHOSTUNREACH,
          Errno.EOPNOTSUPP,
          Errno.ENETUNREACH);

  @Test
  void aConnectionsOwnTroubleIsNotTheListeners() {
    for (Errno errno : PENDING) {
      assertEquals(OF_THE_PEER, AcceptTrouble.of(errno.number()), errno.name());
    }
    for (Errno errno : EnumSet.of(Errno.ECONNABORTED, Errno.EINTR, Errno.ETIMEDOUT)) {
      assertEquals(OF_THE_PEER, AcceptTrouble.of(errno.number()), errno.name());
    }
  }

  @Test
  void theAdviceFitsTheError() {
    Map<Errno, AcceptTrouble> kinds =
        Map.of(
            Errno.EMFILE, OWN_DESCRIPTORS,
            Errno.ENFILE, ALL_DESCRIPTORS,
            Errno.ENOBUFS, MEMORY,
            Errno.ENOMEM, MEMORY,
            Errno.EPERM, FORBIDDEN,
            Errno.EACCES, FORBIDDEN,
            Errno.EBADF, OTHER);
    kinds.forEach(
        (errno, kind) -> assertEquals(kind, AcceptTrouble.of(errno.number()), errno.name()));
    assertAdvice(Errno.EMFILE, "ulimit -n");
    assertAdvice(Errno.ENFILE, "fs.file-max");
    assertAdvice(Errno.ENOBUFS, "net.ipv4.tcp_mem");
    assertAdvice(Errno.EPERM, "seccomp");
    assertAdvice(Errno.EBADF, "accept(2)");
  }

  /** epoll_ctl(2): the limit fs.epoll.max_user_watches was met. */
  @Test
  void aListenerThatCannotBeWatchedHasItsOwnAdvice() {
    assertAdvice(Errno.ENOSPC, "fs.epoll.max_user_watches");
  }

  @Test
  void aNumberThatIsNotKnownIsToldAsANumber() {
    assertEquals(OTHER, AcceptTrouble.of(4095));
    assertTrue(OTHER.describe(4095).startsWith("errno 4095 ("), OTHER.describe(4095));
  }

  private static void assertAdvice(Errno errno, String advice) {
    String told = AcceptTrouble.of(errno.number()).describe(errno.number());
    assertTrue(told.contains(advice), told);
    assertTrue(told.startsWith(errno.name() + " ("), told);
  }
}
