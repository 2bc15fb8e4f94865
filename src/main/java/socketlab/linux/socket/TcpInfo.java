// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.SocketChannel;
import socketlab.linux.libc.NativeException;

/**
 * What the kernel knows of one TCP socket now: a part of {@code struct tcp_info}, by
 * getsockopt(TCP_INFO), tcp(7).
 *
 * @param state the socket's state
 * @param retransmits how often the oldest unacknowledged segment, a SYN too, was sent again so far
 * @param unacked segments in flight; of a listener: connections that wait for accept, see {@link
 *     ListenQueue}
 * @param sacked segments acknowledged out of order; of a listener: the cap of its queue
 * @param rttMicros smoothed round-trip time, 0 before the first was measured
 * @param rttVarianceMicros its mean deviation
 * @param sendWindow the congestion window, in segments
 * @param totalRetransmits segments sent again in the socket's life
 * @param notSentBytes bytes that wait in the send buffer and never left; 0 on a kernel before 4.6
 */
public record TcpInfo(
    TcpState state,
    int retransmits,
    long unacked,
    long sacked,
    long rttMicros,
    long rttVarianceMicros,
    long sendWindow,
    long totalRetransmits,
    long notSentBytes) {

  /*
   * Offsets in struct tcp_info, include/uapi/linux/tcp.h. Eight bytes of flags, then 24 __u32 from byte 8, then __u64 aligned to 8:
   * naturally aligned throughout, so the same on every 64-bit architecture. The struct only ever grows at its end.
   */
  static final int STATE = 0;
  static final int RETRANSMITS = 2;
  static final int UNACKED = 24;
  static final int SACKED = 28;
  static final int RTT = 68;
  static final int RTTVAR = 72;
  static final int SND_CWND = 80;
  static final int TOTAL_RETRANS = 100;
  static final int NOTSENT_BYTES = 144;

  /** Up to and with tcpi_notsent_bytes; the kernel fills as much as it is given room for. */
  static final int SIZE = 148;

  static final int IPPROTO_TCP = 6;
  static final int TCP_INFO = 11;

  /**
   * Asks the kernel.
   *
   * @param fd a TCP socket in any state
   * @throws NativeException EBADF, ENOTSOCK; EOPNOTSUPP or ENOPROTOOPT when it is not TCP
   */
  public static TcpInfo of(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SIZE, Integer.BYTES);
      MemorySegment length = arena.allocateFrom(JAVA_INT, SIZE);
      NativeException.check(
          "getsockopt(TCP_INFO)", SocketCalls.getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, length));
      return read(info);
    }
  }

  /** The same, of a connection's channel, which the caller keeps open. */
  public static TcpInfo of(SocketChannel channel) {
    return of(Descriptors.of(channel));
  }

  static TcpInfo read(MemorySegment info) {
    return new TcpInfo(
        TcpState.of(info.get(JAVA_BYTE, STATE)),
        Byte.toUnsignedInt(info.get(JAVA_BYTE, RETRANSMITS)),
        unsigned(info, UNACKED),
        unsigned(info, SACKED),
        unsigned(info, RTT),
        unsigned(info, RTTVAR),
        unsigned(info, SND_CWND),
        unsigned(info, TOTAL_RETRANS),
        unsigned(info, NOTSENT_BYTES));
  }

  private static long unsigned(MemorySegment info, int offset) {
    return Integer.toUnsignedLong(info.get(JAVA_INT, offset));
  }
}
