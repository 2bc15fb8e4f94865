// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpSegmentTest {
  private static final byte[] DATA = {1, 2, 3};

  @Test
  void aSegmentIsReadWithItsOptions() {
    byte[] packet =
        PacketMaker.bytes(
            65_000, 443, -7, TcpSegment.SYN, DATA, 2, 4, 5, 180, 1, 34, 6, 9, 8, 7, 6);
    TcpSegment segment = TcpSegment.of(packet).orElseThrow();
    assertEquals(65_000, segment.sourcePort());
    assertEquals(443, segment.destinationPort());
    assertEquals(-7, segment.sequence());
    assertArrayEquals(new byte[] {9, 8, 7, 6}, segment.cookie().orElseThrow());
    assertArrayEquals(DATA, segment.payload());
    assertEquals("SYN + cookie", segment.describe());
  }

  @Test
  void anEmptyCookieAsksForOne() {
    TcpSegment segment =
        TcpSegment.of(PacketMaker.bytes(1, 2, 0, TcpSegment.SYN, new byte[0], 34, 2)).orElseThrow();
    assertEquals(0, segment.cookie().orElseThrow().length);
    assertEquals("SYN + cookie request", segment.describe());
  }

  @Test
  void anOptionThatIsLongerThanItsHeaderIsNone() {
    assertEquals(
        Optional.empty(),
        TcpSegment.of(PacketMaker.bytes(1, 2, 0, TcpSegment.SYN, DATA, 34, 7))
            .orElseThrow()
            .cookie());
  }

  @Test
  void flagsHaveTheirNames() {
    assertEquals("SYN-ACK", describe(TcpSegment.SYN | TcpSegment.ACK));
    assertEquals("FIN", describe(TcpSegment.FIN | TcpSegment.ACK));
    assertEquals("RST", describe(TcpSegment.RST | TcpSegment.ACK));
    assertEquals("ACK", describe(TcpSegment.PSH | TcpSegment.ACK));
  }

  private static String describe(int flags) {
    return TcpSegment.of(PacketMaker.bytes(1, 2, 0, flags, DATA)).orElseThrow().describe();
  }

  @Test
  void whatIsNoTcpIsNoSegment() {
    byte[] udp = PacketMaker.bytes(1, 2, 0, 0, DATA);
    udp[9] = 17;
    assertEquals(Optional.empty(), TcpSegment.of(udp));
    byte[] six = PacketMaker.bytes(1, 2, 0, 0, DATA);
    six[0] = 0x65;
    assertEquals(Optional.empty(), TcpSegment.of(six));
  }

  @Test
  void noPacketOfRandomBytesIsReadBeyondItsEnd() {
    Random random = new Random(7);
    int segments = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] packet =
          PacketMaker.bytes(1, 2, 0, TcpSegment.SYN, DATA, 34, random.nextInt(256), 1, 2, 3, 4);
      int changed = random.nextInt(packet.length);
      if (changed != 9) {
        packet[changed] = (byte) random.nextInt();
      }
      Optional<TcpSegment> read =
          TcpSegment.of(Arrays.copyOf(packet, random.nextInt(packet.length + 1)));
      segments += read.isPresent() ? 1 : 0;
    }
    assertTrue(segments > 100, segments + " were read");
  }
}
