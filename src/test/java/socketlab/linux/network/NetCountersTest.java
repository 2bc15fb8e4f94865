// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import socketlab.linux.LoopbackConnection;
import socketlab.linux.OnLinux;

@OnLinux
class NetCountersTest {

  @Test
  void aLineOfNamesAndOneOfValuesMakeAGroup() {
    Map<String, Long> values = new HashMap<>();
    NetCounters.parse(
        List.of("Tcp: MaxConn InSegs", "Tcp: -1 12", "TcpExt: ListenDrops", "TcpExt: 7"), values);
    assertEquals(Map.of("TcpMaxConn", -1L, "TcpInSegs", 12L, "TcpExtListenDrops", 7L), values);
  }

  @Test
  void aConnectionCountsAsOneOpenAtEitherEnd() throws IOException {
    NetCounters before = NetCounters.read();
    LoopbackConnection.connect().close();
    NetCounters after = NetCounters.read();
    // Others of this machine may connect too, so at least.
    assertTrue(after.since(before, "TcpActiveOpens") >= 1);
    assertTrue(after.since(before).get("TcpPassiveOpens") >= 1);
  }

  @Test
  void theDifferenceHoldsOnlyWhatMoved() {
    var before = new NetCounters(Map.of("a", 1L, "b", 2L));
    var after = new NetCounters(Map.of("a", 1L, "b", 5L, "c", 4L));
    assertEquals(Map.of("b", 3L, "c", 4L), after.since(before));
  }

  @Test
  void knowsTheCountersOfTheAcceptQueue() {
    NetCounters now = NetCounters.read();
    // The kernel counts a drop for whatever reason each time it counts an overflow.
    assertTrue(now.get("TcpExtListenDrops") >= now.get("TcpExtListenOverflows"));
  }

  @Test
  void anUnknownNameIsToldHowNamesLook() {
    var thrown =
        assertThrows(
            IllegalArgumentException.class, () -> NetCounters.read().get("ListenOverflows"));
    assertEquals(
        "the kernel counts no ListenOverflows; names are as of nstat, such as"
            + " TcpExtListenOverflows",
        thrown.getMessage());
  }
}
