// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.linux.socket.TcpState;

/** Rows as ss prints them. */
@Timeout(60)
class SsTest {
  @Test
  void aListenerTellsItsQueue() {
    Ss.Row row = Ss.parse("LISTEN   3      2      [::ffff:127.0.0.1]:35121   *:*");
    assertEquals(new Ss.Row("LISTEN", 3, 2, 35121, 0), row);
    assertTrue(row.isIn(TcpState.LISTEN));
  }

  @Test
  void statesHaveOtherNamesThanTheKernels() {
    assertTrue(Ss.parse("ESTAB 0 0 127.0.0.1:1 127.0.0.1:2").isIn(TcpState.ESTABLISHED));
    assertTrue(Ss.parse("SYN-SENT 0 1 127.0.0.1:1 127.0.0.1:2").isIn(TcpState.SYN_SENT));
    assertTrue(Ss.parse("SYN-RECV 0 0 127.0.0.1:1 127.0.0.1:2").isIn(TcpState.SYN_RECV));
    assertTrue(Ss.parse("FIN-WAIT-2 0 0 127.0.0.1:1 127.0.0.1:2").isIn(TcpState.FIN_WAIT2));
  }
}
