// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.linux.LoopbackConnection;
import socketlab.linux.OnLinux;
import socketlab.linux.libc.NativeException;

@OnLinux
class TcpInfoTest {

  /**
   * struct tcp_info of include/uapi/linux/tcp.h up to tcpi_notsent_bytes, written out again to hold
   * the offsets against.
   */
  private static StructLayout struct() {
    List<MemoryLayout> members = new ArrayList<>();
    for (String name :
        "state ca_state retransmits probes backoff options wscale rate_limited".split(" ")) {
      members.add(JAVA_BYTE.withName(name));
    }
    String words =
        "rto ato snd_mss rcv_mss unacked sacked lost retrans fackets last_data_sent last_ack_sent"
            + " last_data_recv last_ack_recv pmtu rcv_ssthresh rtt rttvar snd_ssthresh snd_cwnd"
            + " advmss reordering rcv_rtt rcv_space total_retrans";
    for (String name : words.split(" ")) {
      members.add(JAVA_INT.withName(name));
    }
    for (String name : "pacing_rate max_pacing_rate bytes_acked bytes_received".split(" ")) {
      members.add(ValueLayout.JAVA_LONG.withName(name));
    }
    for (String name : "segs_out segs_in notsent_bytes".split(" ")) {
      members.add(JAVA_INT.withName(name));
    }
    return MemoryLayout.structLayout(members.toArray(MemoryLayout[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "state, " + TcpInfo.STATE,
    "retransmits, " + TcpInfo.RETRANSMITS,
    "unacked, " + TcpInfo.UNACKED,
    "sacked, " + TcpInfo.SACKED,
    "rtt, " + TcpInfo.RTT,
    "rttvar, " + TcpInfo.RTTVAR,
    "snd_cwnd, " + TcpInfo.SND_CWND,
    "total_retrans, " + TcpInfo.TOTAL_RETRANS,
    "notsent_bytes, " + TcpInfo.NOTSENT_BYTES,
  })
  void offsetsAreThoseOfTheStruct(String member, int offset) {
    assertEquals(struct().byteOffset(PathElement.groupElement(member)), offset);
  }

  @Test
  void theRoomIsThatOfTheStruct() {
    assertEquals(struct().byteSize(), TcpInfo.SIZE);
  }

  @Test
  void readsEachFieldFromItsPlaceAndUnsigned() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(TcpInfo.SIZE, Integer.BYTES);
      info.set(JAVA_BYTE, 0, (byte) 2);
      info.set(JAVA_BYTE, 2, (byte) 3);
      info.set(JAVA_INT, 24, 4);
      info.set(JAVA_INT, 28, 5);
      info.set(JAVA_INT, 68, 6);
      info.set(JAVA_INT, 72, 7);
      info.set(JAVA_INT, 80, 8);
      info.set(JAVA_INT, 100, 9);
      info.set(JAVA_INT, 144, -1);
      assertEquals(
          new TcpInfo(TcpState.SYN_SENT, 3, 4, 5, 6, 7, 8, 9, 0xFFFF_FFFFL), TcpInfo.read(info));
    }
  }

  @Test
  void tellsOfAConnection() throws IOException {
    try (LoopbackConnection connection = LoopbackConnection.connect()) {
      connection.client().write(ByteBuffer.wrap(new byte[1]));
      await().until(() -> TcpInfo.of(connection.client()).unacked() == 0);
      TcpInfo info = TcpInfo.of(connection.client());
      assertEquals(TcpState.ESTABLISHED, info.state());
      assertEquals(0, info.totalRetransmits());
      assertTrue(info.rttMicros() > 0 && info.rttMicros() < 20_000_000, info.toString());
      assertTrue(info.sendWindow() >= 1 && info.sendWindow() < 1_000_000, info.toString());
    }
  }

  @Test
  void tellsOfBytesThatCannotLeave() throws IOException {
    try (LoopbackConnection connection = LoopbackConnection.connect()) {
      SocketChannel client = connection.client();
      client.configureBlocking(false);
      ByteBuffer block = ByteBuffer.allocate(1 << 20);
      // The peer reads nothing, so its buffer fills, and then the client's.
      while (client.write(block.clear()) > 0) {}
      assertTrue(TcpInfo.of(client).notSentBytes() > 0, TcpInfo.of(client).toString());
    }
  }

  @Test
  void tellsOfAPeerThatHasClosed() throws IOException {
    try (LoopbackConnection connection = LoopbackConnection.connect()) {
      connection.server().close();
      await().until(() -> TcpInfo.of(connection.client()).state() == TcpState.CLOSE_WAIT);
    }
  }

  @Test
  void aDescriptorThatIsNoneNamesCallAndErrno() {
    var thrown = assertThrows(NativeException.class, () -> TcpInfo.of(-1));
    assertEquals(
        "getsockopt(TCP_INFO): EBADF (bad file descriptor);"
            + " the descriptor is closed, or never was one",
        thrown.getMessage());
  }
}
