// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Read back by the format's own words, draft-ietf-opsawg-pcapng section 4. */
@Timeout(60)
class PcapngTest {
  private static final long BEGAN = 1_700_000_000_123L;

  private record Block(int type, ByteBuffer body) {}

  @Test
  void aSectionAnInterfaceAndABlockForEachPacket() {
    PacketMaker link = new PacketMaker(1, 0, 0);
    RecordedPacket first = link.out(5, TcpSegment.SYN, 0, new byte[3]);
    RecordedPacket second = link.back(7.5, TcpSegment.SYN, 0, new byte[0]);
    List<Block> blocks = blocks(Pcapng.of(List.of(first, second), BEGAN));

    assertEquals(List.of(0x0a0d0d0a, 1, 6, 6), blocks.stream().map(Block::type).toList());
    assertEquals(0x1a2b3c4d, blocks.get(0).body().getInt(0));
    assertEquals(101, blocks.get(1).body().getShort(0));
    // if_tsresol, one byte: nanoseconds.
    assertEquals(9, blocks.get(1).body().getShort(8));
    assertEquals(9, blocks.get(1).body().get(12));
    packet(blocks.get(2).body(), first, BEGAN * 1_000_000);
    packet(blocks.get(3).body(), second, BEGAN * 1_000_000 + 2_500_000);
  }

  private static void packet(ByteBuffer body, RecordedPacket packet, long nanos) {
    assertEquals(nanos >>> 32, body.getInt(4) & 0xffffffffL);
    assertEquals((int) nanos, body.getInt(8));
    assertEquals(packet.bytes().length, body.getInt(12));
    assertEquals(packet.bytes().length, body.getInt(16));
    byte[] bytes = new byte[packet.bytes().length];
    body.get(20, bytes);
    assertArrayEquals(packet.bytes(), bytes);
  }

  private static List<Block> blocks(byte[] file) {
    List<Block> blocks = new ArrayList<>();
    ByteBuffer all = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < file.length; ) {
      int length = all.getInt(at + 4);
      assertEquals(0, length % 4, "a block's length");
      assertEquals(length, all.getInt(at + length - 4), "the length again");
      blocks.add(
          new Block(all.getInt(at), all.slice(at + 8, length - 12).order(ByteOrder.LITTLE_ENDIAN)));
      at += length;
    }
    return blocks;
  }
}
