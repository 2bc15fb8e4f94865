// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import socketlab.linux.libc.NativeException;

/**
 * The socket options that help a listener and that the JDK does not offer.
 *
 * <p>Every method takes the descriptor of a channel that the caller keeps open ({@link
 * Descriptors#of}), and throws {@link NativeException} as setsockopt(2) and getsockopt(2) do:
 * EBADF, ENOTSOCK, ENOPROTOOPT on a kernel that lacks the option.
 */
public final class SocketOptions {

  // asm-generic/socket.h, which x86-64 and aarch64 share, and linux/tcp.h, which is the same
  // everywhere.
  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final int SO_LINGER = 13;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SO_INCOMING_CPU = 49;
  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  private static final int IPPROTO_IP = 0;
  private static final int IP_BIND_ADDRESS_NO_PORT = 24;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int TCP_CORK = 3;
  private static final int TCP_DEFER_ACCEPT = 9;
  private static final int TCP_FASTOPEN = 23;

  private SocketOptions() {}

  /** TCP_NODELAY, tcp(7). Set on a listener, every connection it accepts has it from the start. */
  public static void setNoDelay(int fd) {
    set(fd, IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY", 1);
  }

  /**
   * TCP_CORK, tcp(7): a segment that is not full stays until the cork is taken off, for at most 200
   * ms.
   */
  public static void setCork(int fd, boolean on) {
    set(fd, IPPROTO_TCP, TCP_CORK, "TCP_CORK", on ? 1 : 0);
  }

  /** IP_BIND_ADDRESS_NO_PORT, ip(7): a bind to port 0 leaves the choice of a port to connect. */
  static void setBindAddressNoPort(int fd) {
    set(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, "IP_BIND_ADDRESS_NO_PORT", 1);
  }

  /**
   * SO_RCVTIMEO and SO_SNDTIMEO, socket(7): how long a call on a blocking socket may wait, connect
   * too; then it fails with EAGAIN, and connect with EINPROGRESS.
   */
  static void setPatience(int fd, Duration patience) {
    setPair(fd, SO_RCVTIMEO, "SO_RCVTIMEO", patience);
    setPair(fd, SO_SNDTIMEO, "SO_SNDTIMEO", patience);
  }

  /** Takes a {@code struct timeval}, two longs on every 64-bit architecture. */
  private static void setPair(int fd, int option, String name, Duration time) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value =
          arena.allocateFrom(JAVA_LONG, time.toSeconds(), time.toNanosPart() / 1000L);
      NativeException.check(
          "setsockopt(" + name + ")", SocketCalls.setsockopt(fd, SOL_SOCKET, option, value));
    }
  }

  /** SO_LINGER with a time of 0, socket(7): close sends RST, and nothing is left behind. */
  static void setResetAtClose(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      NativeException.check(
          "setsockopt(SO_LINGER)",
          SocketCalls.setsockopt(fd, SOL_SOCKET, SO_LINGER, arena.allocateFrom(JAVA_INT, 1, 0)));
    }
  }

  /** SO_ERROR, socket(7): what went wrong since it was last asked, 0 for nothing. */
  static int error(int fd) {
    return get(fd, SOL_SOCKET, SO_ERROR, "SO_ERROR");
  }

  /**
   * TCP_DEFER_ACCEPT, tcp(7): accept sees a connection only when its first data came.
   *
   * @param seconds how long the kernel waits for data, 0 for off; rounded up to when a SYN-ACK
   *     retransmission is due: 1, 3, 7, 15 …
   */
  public static void setDeferAccept(int fd, int seconds) {
    set(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, "TCP_DEFER_ACCEPT", seconds);
  }

  /** TCP_DEFER_ACCEPT in seconds, as the kernel rounded them; 0 is off. */
  public static int deferAccept(int fd) {
    return get(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, "TCP_DEFER_ACCEPT");
  }

  /**
   * TCP_FASTOPEN of a listener, tcp(7): data may come in the SYN. It also needs bit 2 of the sysctl
   * net.ipv4.tcp_fastopen; without it the option is taken and nothing happens.
   *
   * @param queueLength connections that may wait with their handshake unfinished, 0 for off; at
   *     most net.core.somaxconn
   */
  public static void setFastOpen(int fd, int queueLength) {
    set(fd, IPPROTO_TCP, TCP_FASTOPEN, "TCP_FASTOPEN", queueLength);
  }

  /** TCP_FASTOPEN's queue length; 0 is off. */
  public static int fastOpen(int fd) {
    return get(fd, IPPROTO_TCP, TCP_FASTOPEN, "TCP_FASTOPEN");
  }

  /**
   * SO_INCOMING_CPU, socket(7): of the listeners of a reuseport group, prefer this one for packets
   * that {@code cpu} handles. Kernels from 4.6 to the fix of October 2022 ignored it in a group.
   *
   * @param cpu 0 or more; -1 for none
   */
  public static void setIncomingCpu(int fd, int cpu) {
    set(fd, SOL_SOCKET, SO_INCOMING_CPU, "SO_INCOMING_CPU", cpu);
  }

  /**
   * The CPU that was set or, of a connection, the one that handled its last packet; -1 for none.
   */
  public static int incomingCpu(int fd) {
    return get(fd, SOL_SOCKET, SO_INCOMING_CPU, "SO_INCOMING_CPU");
  }

  /**
   * SO_ATTACH_REUSEPORT_CBPF, socket(7): gives a reuseport group the program {@link
   * BpfProgram#steerByCpu}, so that a connection goes to shard number (CPU that handles its
   * packets) modulo {@code shards}.
   *
   * @param fd any listener of the group; the program is the group's. Shards are numbered in the
   *     order of their listen calls
   * @param shards how many listeners the group has, 1 or more. A number that the group lacks falls
   *     back to the hash
   */
  public static void steerByCpu(int fd, int shards) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment program = BpfProgram.steerByCpu(shards, arena);
      NativeException.check(
          "setsockopt(SO_ATTACH_REUSEPORT_CBPF)",
          SocketCalls.setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, program));
    }
  }

  /**
   * SO_ATTACH_FILTER, socket(7), with a program that drops every packet: the socket still sends and
   * hears nothing, as if its peer's packets were lost. A client made so before its connect leaves
   * the server with a half-open connection.
   */
  public static void makeDeaf(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      NativeException.check(
          "setsockopt(SO_ATTACH_FILTER)",
          SocketCalls.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, BpfProgram.dropAll(arena)));
    }
  }

  private static void set(int fd, int level, int option, String name, int value) {
    try (Arena arena = Arena.ofConfined()) {
      NativeException.check(
          "setsockopt(" + name + ")",
          SocketCalls.setsockopt(fd, level, option, arena.allocateFrom(JAVA_INT, value)));
    }
  }

  private static int get(int fd, int level, int option, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
      NativeException.check(
          "getsockopt(" + name + ")", SocketCalls.getsockopt(fd, level, option, value, length));
      return value.get(JAVA_INT, 0);
    }
  }
}
