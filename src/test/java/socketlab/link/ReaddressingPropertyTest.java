// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.link.ReaddressingTest.memory;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import socketlab.linux.network.PacketMemory;

class ReaddressingPropertyTest {

  /** Whatever comes: no packet is read past its end, and what is not for the peer stays. */
  @Property(tries = 2000, seed = "1")
  void anyBytesAreTurnedOrLeft(@ForAll @Size(max = 80) byte[] bytes, @ForAll boolean addressed) {
    byte[] packet = bytes.clone();
    if (addressed && packet.length >= 20) {
      packet[0] |= 0x40;
      packet[0] &= 0x4f;
      ByteBuffer.wrap(packet).putInt(12, Readdressing.OWN).putInt(16, Readdressing.PEER);
      packet[9] = (byte) (packet[9] & 1);
    }
    try (PacketMemory memory = memory(packet)) {
      Readdressing.Way way = Readdressing.way(memory, 0);
      assertEquals(addressed && packet.length >= 20, way == Readdressing.Way.OUT);
      if (way != Readdressing.Way.NONE) {
        Readdressing.apply(memory, 0);
        assertEquals(packet.length, memory.length(0));
        assertEquals(Readdressing.OWN, memory.intAt(0, 16));
      }
    }
  }
}
