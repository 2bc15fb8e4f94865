// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.linux.network.PacketMemory;

@Timeout(60)
class ReaddressingTest {

  @Test
  void anAddressIsTurnedBothWaysAndNoSumChanges() {
    assertEquals(
        sum(Readdressing.OWN, Readdressing.PEER), sum(Readdressing.CALLER, Readdressing.OWN));
    assertTurned(Readdressing.PEER, Readdressing.Way.OUT, Readdressing.CALLER);
    assertTurned(Readdressing.CALLER, Readdressing.Way.BACK, Readdressing.PEER);
  }

  private static void assertTurned(int to, Readdressing.Way way, int from) {
    try (PacketMemory memory = memory(packet(17, Readdressing.OWN, to, 0))) {
      assertEquals(way, Readdressing.way(memory, 0));
      Readdressing.apply(memory, 0);
      assertEquals(from, memory.intAt(0, 12));
      assertEquals(Readdressing.OWN, memory.intAt(0, 16));
    }
  }

  @Test
  void anIcmpErrorQuotesWhatItsReaderSent() {
    // The server saw CALLER to OWN, and says that nobody listens there.
    try (PacketMemory memory = memory(packet(1, Readdressing.OWN, Readdressing.CALLER, 8 + 28))) {
      byte[] error = packet(1, Readdressing.OWN, Readdressing.CALLER, 8 + 28);
      error[20] = 3;
      ByteBuffer.wrap(error).putInt(28 + 12, Readdressing.CALLER).putInt(28 + 16, Readdressing.OWN);
      memory.set(0, error);
      Readdressing.apply(memory, 0);
      assertEquals(Readdressing.OWN, memory.intAt(0, 28 + 12));
      assertEquals(Readdressing.PEER, memory.intAt(0, 28 + 16));
    }
  }

  /** The sum of the words of two addresses, as a checksum adds them (RFC 1071). */
  private static int sum(int a, int b) {
    int sum = (a >>> 16) + (a & 0xffff) + (b >>> 16) + (b & 0xffff);
    return (sum & 0xffff) + (sum >>> 16);
  }

  private static byte[] packet(int protocol, int from, int to, int payload) {
    byte[] packet = new byte[20 + payload];
    packet[0] = 0x45;
    packet[9] = (byte) protocol;
    ByteBuffer.wrap(packet).putInt(12, from).putInt(16, to);
    return packet;
  }

  static PacketMemory memory(byte[] packet) {
    PacketMemory memory = new PacketMemory(1, Math.max(packet.length, 1));
    memory.set(0, packet);
    return memory;
  }
}
