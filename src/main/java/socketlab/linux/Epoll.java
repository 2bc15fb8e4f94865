// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * An epoll instance and the room for its events, epoll(7).
 *
 * <p>Confined to one thread, but for {@link #close}. The calls that change the set return minus
 * errno, as all of this package's; {@link #await} throws.
 */
public final class Epoll implements AutoCloseable {
  /** Readable, or a peer that has shut its sending side. */
  public static final int IN = 0x1;

  /** Writable. */
  public static final int OUT = 0x4;

  /** An error; always told, asked for or not. */
  public static final int ERR = 0x8;

  /** Both directions are shut; always told likewise. */
  public static final int HUP = 0x10;

  /** The peer has shut its sending side; perhaps with bytes before it that are still unread. */
  public static final int READ_HANG_UP = 0x2000;

  /**
   * Tells a change once, and not what has not changed since; another {@link #modify} tells anew.
   */
  public static final int EDGE = 1 << 31;

  /**
   * Of all epoll instances that wait for this descriptor, wake one (or some), not all; only for
   * add.
   */
  public static final int EXCLUSIVE = 1 << 28;

  private static final int CLOEXEC = 0x80000;
  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;

  private static final MethodHandle CREATE =
      Libc.function("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private static final MethodHandle CONTROL =
      Libc.function(
          "epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));

  private static final MethodHandle WAIT =
      Libc.function(
          "epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  private final Arena arena = Arena.ofShared();
  private final StructLayout layout = EpollEvent.layout(Platform.arch());
  private final long size = layout.byteSize();
  private final long dataOffset = layout.byteOffset(PathElement.groupElement("data"));
  private final MemorySegment change = arena.allocate(layout);
  private final MemorySegment events;
  private final int most;
  private final int fd;

  /**
   * @param most events that one {@link #await} may bring
   * @throws NativeException EMFILE, ENFILE, ENOMEM
   */
  public Epoll(int most) {
    this.most = most;
    events = arena.allocate(layout, most);
    try {
      fd = NativeException.check("epoll_create1", (int) CREATE.invokeExact(Libc.errno(), CLOEXEC));
    } catch (Throwable t) {
      arena.close();
      throw Libc.rethrow(t);
    }
  }

  /**
   * @param data comes back with the descriptor's events
   */
  public int add(int descriptor, int mask, long data) {
    return control(ADD, descriptor, mask, data);
  }

  public int modify(int descriptor, int mask, long data) {
    return control(MODIFY, descriptor, mask, data);
  }

  public int delete(int descriptor) {
    return control(DELETE, descriptor, 0, 0);
  }

  private int control(int operation, int descriptor, int mask, long data) {
    change.set(JAVA_INT, 0, mask);
    change.set(JAVA_LONG_UNALIGNED, dataOffset, data);
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result(
          (int) CONTROL.invokeExact(errno, fd, operation, descriptor, change), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /**
   * Waits for events, epoll_wait(2).
   *
   * @param millis at most; -1 for ever, 0 not at all
   * @return how many there are; 0 also when a signal came
   */
  public int await(int millis) {
    MemorySegment errno = Libc.errno();
    int count;
    try {
      count = Libc.result((int) WAIT.invokeExact(errno, fd, events, most, millis), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
    return count == -Errno.EINTR.number() ? 0 : NativeException.check("epoll_wait", count);
  }

  /** What the i-th event tells of its descriptor. */
  public int mask(int i) {
    return events.get(JAVA_INT, i * size);
  }

  /** What the descriptor was added with. */
  public long data(int i) {
    return events.get(JAVA_LONG_UNALIGNED, i * size + dataOffset);
  }

  /** Gives the descriptor and the memory back; no thread may be using it. */
  @Override
  public void close() {
    Sockets.close(fd);
    arena.close();
  }
}
