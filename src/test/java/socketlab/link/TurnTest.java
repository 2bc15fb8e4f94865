// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.linux.network.PacketMemory;

@Timeout(20)
class TurnTest {

  @Test
  void anAddressIsTurnedBothWaysAndNoSumChanges() {
    assertEquals(sum(Turn.OWN, Turn.PEER), sum(Turn.CALLER, Turn.OWN));
    assertTurned(Turn.PEER, Turn.Way.OUT, Turn.CALLER);
    assertTurned(Turn.CALLER, Turn.Way.BACK, Turn.PEER);
  }

  private static void assertTurned(int to, Turn.Way way, int from) {
    try (PacketMemory memory = memory(packet(17, Turn.OWN, to, 0))) {
      assertEquals(way, Turn.way(memory, 0));
      Turn.turn(memory, 0);
      assertEquals(from, memory.intAt(0, 12));
      assertEquals(Turn.OWN, memory.intAt(0, 16));
    }
  }

  @Test
  void anIcmpErrorQuotesWhatItsReaderSent() {
    // The server saw CALLER to OWN, and says that nobody listens there.
    try (PacketMemory memory = memory(packet(1, Turn.OWN, Turn.CALLER, 8 + 28))) {
      byte[] error = packet(1, Turn.OWN, Turn.CALLER, 8 + 28);
      error[20] = 3;
      ByteBuffer.wrap(error).putInt(28 + 12, Turn.CALLER).putInt(28 + 16, Turn.OWN);
      memory.set(0, error);
      Turn.turn(memory, 0);
      assertEquals(Turn.OWN, memory.intAt(0, 28 + 12));
      assertEquals(Turn.PEER, memory.intAt(0, 28 + 16));
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
