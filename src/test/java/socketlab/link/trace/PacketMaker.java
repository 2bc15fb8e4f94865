// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import java.nio.ByteBuffer;

/** Makes the packets of one connection, as a link would have recorded them. */
public final class PacketMaker {
  private static final int CLIENT_PORT = 40_000;
  private static final int SERVER_PORT = 443;
  private static final long MILLION = 1_000_000;

  private final long delayNanos;
  private final int clientFirst;
  private final int serverFirst;

  /**
   * @param delayMillis of the link, one way
   * @param clientFirst the number of the client's SYN
   */
  public PacketMaker(long delayMillis, int clientFirst, int serverFirst) {
    delayNanos = delayMillis * MILLION;
    this.clientFirst = clientFirst;
    this.serverFirst = serverFirst;
  }

  /** A packet of the client with bytes from this place of its stream on. */
  public RecordedPacket out(double millis, int flags, long at, byte[] payload, int... option) {
    int sequence = (int) (clientFirst + 1 + at) - ((flags & TcpSegment.SYN) != 0 ? 1 : 0);
    return packet(true, millis, CLIENT_PORT, SERVER_PORT, sequence, flags, payload, option);
  }

  /** A packet of the server. */
  public RecordedPacket back(double millis, int flags, long at, byte[] payload, int... option) {
    int sequence = (int) (serverFirst + 1 + at) - ((flags & TcpSegment.SYN) != 0 ? 1 : 0);
    return packet(false, millis, SERVER_PORT, CLIENT_PORT, sequence, flags, payload, option);
  }

  private RecordedPacket packet(
      boolean out,
      double millis,
      int from,
      int to,
      int sequence,
      int flags,
      byte[] payload,
      int... option) {
    long sent = (long) (millis * MILLION);
    return new RecordedPacket(
        out, sent, sent + delayNanos, bytes(from, to, sequence, flags, payload, option));
  }

  /** An IPv4 packet without checksums; options are filled up to a multiple of four. */
  static byte[] bytes(int from, int to, int sequence, int flags, byte[] payload, int... option) {
    int options = (option.length + 3) / 4 * 4;
    int length = 40 + options + payload.length;
    ByteBuffer packet = ByteBuffer.allocate(length);
    packet.put(0, (byte) 0x45).putShort(2, (short) length).put(9, (byte) 6);
    packet.putShort(20, (short) from).putShort(22, (short) to).putInt(24, sequence);
    packet.put(32, (byte) ((20 + options) / 4 << 4)).put(33, (byte) flags);
    for (int i = 0; i < options; i++) {
      packet.put(40 + i, (byte) (i < option.length ? option[i] : 1));
    }
    packet.put(40 + options, payload);
    return packet.array();
  }

  /** A TLS record of this type with so many bytes, the first of which are given. */
  public static byte[] record(int type, int length, int... first) {
    byte[] record = new byte[5 + length];
    record[0] = (byte) type;
    record[1] = 3;
    record[2] = 3;
    record[3] = (byte) (length >> 8);
    record[4] = (byte) length;
    for (int i = 0; i < first.length; i++) {
      record[5 + i] = (byte) first[i];
    }
    return record;
  }

  /** One behind another. */
  public static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
