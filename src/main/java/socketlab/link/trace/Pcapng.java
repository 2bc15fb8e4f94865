// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Packets as a file that Wireshark and tshark read: pcapng, draft-ietf-opsawg-pcapng. It has a
 * section, an interface of bare IP packets, and a packet block for each.
 */
public final class Pcapng {
  private static final int SECTION = 0x0a0d0d0a;
  private static final int INTERFACE = 1;
  private static final int PACKET = 6;
  private static final int BYTE_ORDER = 0x1a2b3c4d;
  private static final long UNKNOWN_LENGTH = -1;

  /** LINKTYPE_RAW: the packet begins with its IP header. */
  private static final int RAW_IP = 101;

  /** The option if_tsresol, one byte: times are counted in 10^-9 s. */
  private static final int RESOLUTION = 9;

  private static final byte NANOSECONDS = 9;

  private Pcapng() {}

  /**
   * The file's bytes.
   *
   * @param beganMillis the epoch's time of the first packet, to which the others' are told
   */
  public static byte[] of(List<RecordedPacket> packets, long beganMillis) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    block(
        file,
        SECTION,
        buffer(16)
            .putInt(BYTE_ORDER)
            .putShort((short) 1)
            .putShort((short) 0)
            .putLong(UNKNOWN_LENGTH));
    block(
        file,
        INTERFACE,
        buffer(20)
            .putShort((short) RAW_IP)
            .putShort((short) 0)
            .putInt(0)
            .putShort((short) RESOLUTION)
            .putShort((short) 1)
            .putInt(NANOSECONDS)
            .putInt(0));
    long first = packets.isEmpty() ? 0 : packets.getFirst().sentNanos();
    for (RecordedPacket packet : packets) {
      long nanos = beganMillis * 1_000_000 + packet.sentNanos() - first;
      int length = packet.bytes().length;
      block(
          file,
          PACKET,
          buffer(20 + (length + 3) / 4 * 4)
              .putInt(0)
              .putInt((int) (nanos >>> 32))
              .putInt((int) nanos)
              .putInt(length)
              .putInt(length)
              .put(packet.bytes()));
    }
    return file.toByteArray();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Its type, its length, the body up to the buffer's end, and its length again. */
  private static void block(ByteArrayOutputStream file, int type, ByteBuffer body) {
    int length = 12 + body.capacity();
    byte[] whole =
        buffer(length).putInt(type).putInt(length).put(body.array()).putInt(length).array();
    file.write(whole, 0, whole.length);
  }
}
