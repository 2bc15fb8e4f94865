// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.poll;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;
import socketlab.linux.libc.Platform;
import socketlab.linux.libc.SystemCall;

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

  /** Whether the kernel has epoll_pwait2 (5.11); not known until the first call. */
  private static volatile boolean exact = true;

  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Arena arena = Arena.ofShared();
  private final StructLayout layout = EpollEvent.layout(Platform.arch());
  private final long size = layout.byteSize();
  private final long dataOffset = layout.byteOffset(PathElement.groupElement("data"));
  private final MemorySegment change = arena.allocate(layout);
  private final MemorySegment timeout = arena.allocate(2 * JAVA_LONG.byteSize(), Long.BYTES);
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
      fd = NativeException.check("epoll_create1", create(CLOEXEC));
    } catch (Throwable t) {
      arena.close();
      throw Libc.rethrow(t);
    }
  }

  private static int create(int flags) {
    return (int) SystemCall.EPOLL_CREATE1.call(flags);
  }

  /** Whether the calls that a loop makes are allowed here, and if not, by whose word. */
  public static Availability availability() {
    return Platform.availability().and(() -> Probe.RESULT.availability);
  }

  /** Tried once. */
  private enum Probe {
    RESULT;

    private final Availability availability = tried();
  }

  private static Availability tried() {
    try {
      probe();
      return Availability.yes();
    } catch (NativeException e) {
      return Availability.no(
          e.errno() == Errno.EPERM.number()
              ? e.call()
                  + " is forbidden, perhaps by the container's seccomp filter; run it without"
              : e.getMessage());
    }
  }

  /** A whole turn: an eventfd in the set rings, and is told of by a wait with a time limit. */
  private static void probe() {
    try (Epoll epoll = new Epoll(1);
        EventFd bell = new EventFd()) {
      NativeException.check("epoll_ctl", epoll.add(bell.descriptor(), IN | EDGE, 0));
      bell.signal();
      epoll.await(1);
      epoll.await(0);
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
    return (int) SystemCall.EPOLL_CTL.call(fd, operation, descriptor, change.address(), 0, 0);
  }

  /**
   * Waits for events: epoll_wait(2), and epoll_pwait2(2) where there is a time to be kept. Without
   * the latter the time is rounded up to a millisecond.
   *
   * @param nanos at most; -1 for ever, 0 not at all
   * @return how many there are; 0 also when a signal came
   */
  public int await(long nanos) {
    int count = nanos > 0 && exact ? waitExactly(nanos) : waitMillis(nanos);
    if (count == -Errno.ENOSYS.number() || count == -Errno.EPERM.number()) {
      // Not there, or kept back by a seccomp filter that is older than the call.
      exact = false;
      count = waitMillis(nanos);
    }
    return count == -Errno.EINTR.number() ? 0 : NativeException.check("epoll_wait", count);
  }

  private int waitExactly(long nanos) {
    timeout.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
    timeout.set(JAVA_LONG, Long.BYTES, nanos % NANOS_PER_SECOND);
    return (int) SystemCall.EPOLL_PWAIT2.call(fd, events.address(), most, timeout.address(), 0, 0);
  }

  private int waitMillis(long nanos) {
    // Rounded up: rounded down it would be a busy loop.
    int millis =
        nanos <= 0
            ? (int) nanos
            : (int) Math.min(Integer.MAX_VALUE, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    return (int) SystemCall.EPOLL_WAIT.call(fd, events.address(), most, millis, 0, 0);
  }

  /** Its own descriptor: who sleeps in {@link #await} sleeps in a call on it. */
  public int descriptor() {
    return fd;
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
    SystemCall.CLOSE.call(fd);
    arena.close();
  }
}
