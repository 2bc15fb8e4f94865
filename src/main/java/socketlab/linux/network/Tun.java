// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.network;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;
import socketlab.linux.libc.Platform;
import socketlab.linux.libc.Proc;
import socketlab.linux.socket.Sockets;

/**
 * A network interface whose other end is this program: it reads every packet that the kernel sends
 * there, and what it writes the kernel receives. Documentation/networking/tuntap.rst of the kernel.
 *
 * <p>The interface lives in the network namespace of the thread that opened it, and ends with
 * {@link #close}. Reading and writing never wait, and allocate nothing.
 */
public final class Tun implements AutoCloseable {

  private static final String DEVICE = "/dev/net/tun";
  private static final String NODE = DEVICE + " c 10 200";
  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int IFF_TUN = 1;

  /** Packets come bare, without the four bytes that would name their protocol. */
  private static final int IFF_NO_PI = 0x1000;

  // int open(const char *, int, ...)
  private static final MethodHandle OPEN =
      Libc.function(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));

  /** The address as a number, which both ABIs pass alike: so a packet costs no slice. */
  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);

  private static final MethodHandle READ = Libc.function("read", TRANSFER);
  private static final MethodHandle WRITE = Libc.function("write", TRANSFER);

  private final int fd;
  private final String name;

  private Tun(int fd, String name) {
    this.fd = fd;
    this.name = name;
  }

  /** Whether the device may be opened; to make an interface takes a namespace of one's own too. */
  public static Availability availability() {
    return Platform.availability()
        .and(
            () -> {
              int fd = open();
              if (fd < 0) {
                return Availability.no(cause(-fd));
              }
              try {
                return availability(fd);
              } finally {
                Sockets.close(fd);
              }
            });
  }

  /** Another device may stand at its place: containers hide one by putting /dev/null over it. */
  static Availability availability(int fd) {
    try (InterfaceRequest request = new InterfaceRequest("")) {
      return request.isTun(fd)
          ? Availability.yes()
          : Availability.no(
              DEVICE + " is another device; umount or rm it, then: mknod -m 666 " + NODE);
    }
  }

  static String cause(int errno) {
    String advice =
        switch (Errno.name(errno)) {
          case "ENOENT" -> "modprobe tun, or: mkdir -p /dev/net && mknod -m 666 " + NODE;
          case "ENODEV", "ENXIO" -> "the kernel has no such driver; modprobe tun";
          case "EACCES" -> "chmod 666 " + DEVICE + "; or remount its file system without nodev";
          case "EPERM" -> "a container must be given it: docker run --device=/dev/net/tun";
          default -> "see the kernel's log";
        };
    return "open(" + DEVICE + "): " + Errno.name(errno) + "; " + advice;
  }

  /**
   * Makes an interface and brings it up.
   *
   * @param name at most 15 bytes
   * @param mtu the longest packet in bytes
   * @param queue packets that may wait in the kernel until they are read, as root; else 500
   * @throws UnsupportedOperationException when not {@linkplain #availability() available}
   * @throws NativeException EPERM when the namespace is not the caller's own, EBUSY when it has an
   *     interface of this name
   */
  public static Tun open(String name, Inet4Address address, Inet4Address mask, int mtu, int queue) {
    availability().require();
    int fd = NativeException.check("open(" + DEVICE + ")", open());
    try (InterfaceRequest request = new InterfaceRequest(name)) {
      request.attach(fd, IFF_TUN | IFF_NO_PI);
      request.setMtu(mtu);
      request.setTransmitQueue(queue);
      request.setAddress(address, mask);
      request.up();
      return new Tun(fd, name);
    } catch (RuntimeException e) {
      Sockets.close(fd);
      throw e;
    }
  }

  /** The descriptor, to wait for. */
  public int descriptor() {
    return fd;
  }

  /**
   * Takes the next packet that the kernel sends.
   *
   * @param slot where it goes; its length is then the slot's
   * @return whether there was one
   * @throws NativeException when the interface is gone
   */
  public boolean read(PacketMemory memory, int slot) {
    MemorySegment errno = Libc.errno();
    long length;
    try {
      length =
          Libc.result(
              (long) READ.invokeExact(errno, fd, memory.address(slot), (long) memory.size()),
              errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
    if (length == Sockets.AGAIN || length == -Errno.EINTR.number()) {
      return false;
    }
    memory.setLength(slot, NativeException.check("read(" + DEVICE + ")", (int) length));
    return true;
  }

  /**
   * Lets the kernel receive a slot's packet.
   *
   * @return whether it took it
   */
  public boolean write(PacketMemory memory, int slot) {
    MemorySegment errno = Libc.errno();
    try {
      return (long) WRITE.invokeExact(errno, fd, memory.address(slot), (long) memory.length(slot))
          >= 0;
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** Packets that the kernel dropped because they were not read in time. */
  public long missed() {
    // Inter-| Receive: 8 columns | Transmit: bytes packets errs drop …
    return Proc.lines("/proc/thread-self/net/dev").stream()
        .map(String::strip)
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip().split(" +"))
        .mapToLong(columns -> Long.parseLong(columns[11]))
        .findFirst()
        .orElse(0);
  }

  private static int open() {
    MemorySegment errno = Libc.errno();
    try (Arena arena = Arena.ofConfined()) {
      return Libc.result(
          (int)
              OPEN.invokeExact(errno, arena.allocateFrom(DEVICE), O_RDWR | O_NONBLOCK | O_CLOEXEC),
          errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** The interface ends; no thread may be reading or writing. */
  @Override
  public void close() {
    Sockets.close(fd);
  }
}
