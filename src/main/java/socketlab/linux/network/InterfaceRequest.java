// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.network;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;
import socketlab.linux.socket.SocketAddress;
import socketlab.linux.socket.Sockets;

/**
 * Asks and changes one network interface of the calling thread's network namespace, netdevice(7).
 * This needs no {@code ip} program.
 *
 * <p>It is a {@code struct ifreq} and a socket to send it through, since an ioctl on an interface
 * needs one, whichever. Confined to one thread.
 */
final class InterfaceRequest implements AutoCloseable {

  /** The same on x86-64 and aarch64: a name, and a union as long as its longest member. */
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("name"),
          MemoryLayout.unionLayout(
                  JAVA_SHORT.withName("flags"),
                  JAVA_INT.withName("number"),
                  MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("address"),
                  MemoryLayout.sequenceLayout(3, JAVA_LONG).withName("map"))
              .withName("value"));

  private static final long VALUE = LAYOUT.byteOffset(PathElement.groupElement("value"));

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final long SIOCGIFFLAGS = 0x8913;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final long SIOCSIFADDR = 0x8916;
  private static final long SIOCSIFNETMASK = 0x891c;
  private static final long SIOCSIFMTU = 0x8922;
  private static final long SIOCSIFTXQLEN = 0x8943;
  private static final short IFF_UP = 1;

  /** _IOW('T', 202, int), include/uapi/linux/if_tun.h. */
  private static final long TUNSETIFF = 0x400454ca;

  /** _IOR('T', 207, unsigned int): what the driver can, told by any descriptor of it. */
  private static final long TUNGETFEATURES = 0x800454cf;

  private static final MethodHandle SOCKET =
      Libc.function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

  // int ioctl(int, unsigned long, ...)
  private static final MethodHandle IOCTL =
      Libc.function(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));

  private final String name;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment request = arena.allocate(LAYOUT);
  private final int socket;

  /**
   * @param name of the interface, at most 15 bytes
   */
  InterfaceRequest(String name) {
    this.name = name;
    request.setString(0, name);
    try {
      socket = NativeException.check("socket", socket());
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  boolean isUp() {
    return (flags() & IFF_UP) != 0;
  }

  /** Nothing changes when it is. */
  void up() {
    short flags = flags();
    if ((flags & IFF_UP) == 0) {
      request.set(JAVA_SHORT, VALUE, (short) (flags | IFF_UP));
      send("SIOCSIFFLAGS", SIOCSIFFLAGS);
    }
  }

  private short flags() {
    send("SIOCGIFFLAGS", SIOCGIFFLAGS);
    return request.get(JAVA_SHORT, VALUE);
  }

  /** Its address; the route to all that the mask covers comes with it once the interface is up. */
  void setAddress(Inet4Address address, Inet4Address mask) {
    setAddress("SIOCSIFADDR", SIOCSIFADDR, address);
    setAddress("SIOCSIFNETMASK", SIOCSIFNETMASK, mask);
  }

  private void setAddress(String call, long number, Inet4Address address) {
    try (Arena brief = Arena.ofConfined()) {
      MemorySegment struct = SocketAddress.of(new InetSocketAddress(address, 0), brief);
      MemorySegment.copy(struct, 0, request, VALUE, struct.byteSize());
    }
    send(call, number);
  }

  /** The longest packet it takes, in bytes. */
  void setMtu(int bytes) {
    request.set(JAVA_INT, VALUE, bytes);
    send("SIOCSIFMTU", SIOCSIFMTU);
  }

  /**
   * How many packets wait for the device to take them. Only root of the whole machine may say it,
   * even in a namespace of one's own; for anybody else it stays as it is.
   */
  void setTransmitQueue(int packets) {
    request.set(JAVA_INT, VALUE, packets);
    int result = ioctl(socket, SIOCSIFTXQLEN);
    if (result != -Errno.EPERM.number()) {
      NativeException.check("ioctl(SIOCSIFTXQLEN " + name + ")", result);
    }
  }

  /** Makes the interface, whose device a descriptor of /dev/net/tun is from now on. */
  void attach(int tun, int flags) {
    request.set(JAVA_SHORT, VALUE, (short) flags);
    NativeException.check("ioctl(TUNSETIFF " + name + ")", ioctl(tun, TUNSETIFF));
  }

  /** Whether a descriptor is the TUN driver's, and not of another device at its place. */
  boolean isTun(int fd) {
    return ioctl(fd, TUNGETFEATURES) >= 0;
  }

  private void send(String call, long number) {
    NativeException.check("ioctl(" + call + " " + name + ")", ioctl(socket, number));
  }

  private static int socket() {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result(
          (int) SOCKET.invokeExact(errno, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  private int ioctl(int fd, long number) {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result((int) IOCTL.invokeExact(errno, fd, number, request), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  @Override
  public void close() {
    Sockets.close(socket);
    arena.close();
  }
}
