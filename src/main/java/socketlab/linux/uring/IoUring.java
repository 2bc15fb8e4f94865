// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static socketlab.linux.libc.SystemCall.IO_URING_ENTER;
import static socketlab.linux.libc.SystemCall.IO_URING_REGISTER;
import static socketlab.linux.libc.SystemCall.IO_URING_SETUP;
import static socketlab.linux.libc.SystemCall.MMAP;
import static socketlab.linux.libc.SystemCall.MUNMAP;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.linux.libc.Platform;
import socketlab.linux.libc.Sysctl;
import socketlab.linux.libc.SystemCall;
import socketlab.linux.socket.SocketAddress;

/**
 * An io_uring, mapped and driven from Java, io_uring(7).
 *
 * <pre>
 *   Java writes        [ submission queue ] ──┐                      ┌─▶ the kernel does it
 *                                             ├─ io_uring_enter(2) ──┤
 *   Java reads         [ completion queue ] ◀─┘   one call for both  └── and says how it went
 * </pre>
 *
 * <p>Set up for one thread (SINGLE_ISSUER) whose completions are worked off when it asks for them
 * (DEFER_TASKRUN), and made disabled: the thread that first calls {@link #enable} is the one that
 * may use it from then on. Only {@link #close} may be called by another, when that thread has
 * ended.
 *
 * <p>System call numbers and layouts are the same on x86-64 and aarch64
 * (include/uapi/linux/io_uring.h).
 */
public final class IoUring implements AutoCloseable {
  /** The data of a submission whose completion nobody waits for. */
  public static final long NOBODY = -1;

  // enum io_uring_op
  private static final int FSYNC = 3;
  private static final int POLL_ADD = 6;
  private static final int ACCEPT = 13;
  private static final int ASYNC_CANCEL = 14;
  private static final int CONNECT = 16;
  private static final int CLOSE = 19;
  private static final int READ = 22;
  private static final int SEND = 26;
  private static final int RECV = 27;

  // Flags of a submission: the kernel picks a buffer of a group; no completion when it goes well.
  private static final int BUFFER_SELECT = 1 << 5;
  private static final int SKIP_SUCCESS = 1 << 6;

  // What an operation makes of the field for its priority.
  private static final int ACCEPT_MULTISHOT = 1;
  private static final int RECV_MULTISHOT = 1 << 1;
  private static final int POLL_MULTISHOT = 1;

  /** Flag of a completion: more of the same submission will come. */
  private static final int MORE = 1 << 1;

  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** MSG_DONTWAIT, MSG_NOSIGNAL; and MSG_WAITALL, by which a send of a part has failed. */
  private static final int MSG_ALL_NOW = 0x40 | MSG_NOSIGNAL | 0x100;

  private static final int POLL_IN = 1;
  private static final int POLL_OUT = 4;

  private static final int SETUP_CQSIZE = 1 << 3;
  private static final int SETUP_R_DISABLED = 1 << 6;
  private static final int SETUP_SUBMIT_ALL = 1 << 7;
  private static final int SETUP_SINGLE_ISSUER = 1 << 12;
  private static final int SETUP_DEFER_TASKRUN = 1 << 13;
  private static final int FEATURE_SINGLE_MMAP = 1;
  private static final int FEATURE_NODROP = 1 << 1;
  private static final int FEATURE_EXT_ARG = 1 << 8;
  private static final int ENTER_GETEVENTS = 1;
  private static final int ENTER_EXT_ARG = 1 << 3;
  private static final int REGISTER_ENABLE_RINGS = 12;

  private static final int SQE_BYTES = 64;
  private static final int CQE_BYTES = 16;
  private static final int ADDRESS_BYTES = 32;
  private static final long OFFSET_SQES = 0x10000000L;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED_POPULATE = 0x1 | 0x8000;

  private static final VarHandle INT = JAVA_INT.varHandle();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment waitArgument = arena.allocate(24, 8);
  private final MemorySegment timeout = arena.allocate(16, 8);
  private final int fd;
  private final MemorySegment rings;
  private final MemorySegment sqes;
  private final MemorySegment addresses;
  private final long sqHead;
  private final long sqTail;
  private final int sqMask;
  private final int sqEntries;
  private final long cqHead;
  private final long cqTail;
  private final long cqes;
  private final int cqMask;

  /** Our side of the submission queue's end; the kernel sees it when it is published. */
  private int tail;

  /** Submissions the kernel has been told of. */
  private int submitted;

  private int calls;

  /**
   * @param submissions that fit between two calls, a power of two
   * @param completions that fit, a power of two; what does not is kept by the kernel until there is
   *     room
   * @throws NativeException EPERM or ENOSYS where it is forbidden or missing, EINVAL before Linux
   *     6.1
   */
  public IoUring(int submissions, int completions) {
    MemorySegment params = arena.allocate(120, 8);
    params.set(JAVA_INT, 4, completions);
    params.set(
        JAVA_INT,
        8,
        SETUP_CQSIZE
            | SETUP_R_DISABLED
            | SETUP_SUBMIT_ALL
            | SETUP_SINGLE_ISSUER
            | SETUP_DEFER_TASKRUN);
    try {
      fd = NativeException.check("io_uring_setup", setup(submissions, params));
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
    int needed = FEATURE_SINGLE_MMAP | FEATURE_NODROP | FEATURE_EXT_ARG;
    if ((params.get(JAVA_INT, 20) & needed) != needed) {
      SystemCall.CLOSE.call(fd);
      arena.close();
      throw new UnsupportedOperationException(
          "io_uring lacks features; Linux 6.1 or newer has them");
    }
    sqEntries = params.get(JAVA_INT, 0);
    int cqEntries = params.get(JAVA_INT, 4);
    long arrayOffset = params.get(JAVA_INT, 40 + 24);
    cqes = params.get(JAVA_INT, 80 + 20);
    long size = Math.max(arrayOffset + 4L * sqEntries, cqes + (long) CQE_BYTES * cqEntries);
    MemorySegment mapped = null;
    try {
      mapped = map(size, 0);
      sqes = map((long) SQE_BYTES * sqEntries, OFFSET_SQES);
    } catch (RuntimeException e) {
      if (mapped != null) {
        unmap(mapped);
      }
      SystemCall.CLOSE.call(fd);
      arena.close();
      throw e;
    }
    rings = mapped;
    addresses = arena.allocate((long) ADDRESS_BYTES * sqEntries, 8);
    sqHead = params.get(JAVA_INT, 40);
    sqTail = params.get(JAVA_INT, 40 + 4);
    sqMask = rings.get(JAVA_INT, params.get(JAVA_INT, 40 + 8));
    cqHead = params.get(JAVA_INT, 80);
    cqTail = params.get(JAVA_INT, 80 + 4);
    cqMask = rings.get(JAVA_INT, params.get(JAVA_INT, 80 + 8));
    for (int i = 0; i < sqEntries; i++) {
      // Submissions are always used in the order of their slots.
      rings.set(JAVA_INT, arrayOffset + 4L * i, i);
    }
  }

  /** Whether a ring can be made here, and if not, by whose word. */
  public static Availability availability() {
    return Platform.availability().and(Probe.RESULT::self);
  }

  /** Tried once. */
  private enum Probe {
    RESULT;

    private final Availability availability = probe();

    Availability self() {
      return availability;
    }

    private static Availability probe() {
      try {
        // A whole turn: what a filter allows to be made, it may still forbid to be used.
        try (IoUring ring = new IoUring(8, 16)) {
          ring.enable();
          ring.cancel(0);
          ring.submitAndWait(0);
        }
        return Availability.yes();
      } catch (NativeException e) {
        return Availability.no(cause(e));
      } catch (RuntimeException e) {
        return Availability.no(e.getMessage());
      }
    }

    private static String cause(NativeException e) {
      return UringAdvice.of(e, name -> Sysctl.exists(name) ? Sysctl.read(name) : "");
    }
  }

  /** Makes the calling thread the one that may submit and wait. */
  public void enable() {
    NativeException.check(
        "io_uring_register(ENABLE_RINGS)", register(REGISTER_ENABLE_RINGS, MemorySegment.NULL, 0));
  }

  int register(int operation, MemorySegment argument, int count) {
    return (int) IO_URING_REGISTER.call(fd, operation, argument.address(), count, 0, 0);
  }

  // Submissions. Each is queued, and the kernel sees it with the next call; when the queue is full,
  // the kernel takes it over first. The data comes back with the completions, and is not negative.

  /** accept4(2) again and again: a completion a connection, its descriptor closed on exec. */
  public void acceptMultishot(int listener, long data) {
    submit(ACCEPT, 0, ACCEPT_MULTISHOT, listener, 0, 0, 0, SOCK_CLOEXEC, data, 0);
  }

  /** recv(2), once, into a buffer of the group: {@link #buffer} says which. */
  public void receive(int descriptor, int group, long data) {
    submit(RECV, BUFFER_SELECT, 0, descriptor, 0, 0, 0, 0, data, group);
  }

  /** recv(2) again and again, each time into a buffer of the group; the end completes it. */
  public void receiveMultishot(int descriptor, int group, long data) {
    submit(RECV, BUFFER_SELECT, RECV_MULTISHOT, descriptor, 0, 0, 0, 0, data, group);
  }

  /**
   * send(2). A peer that is gone gives EPIPE, and no signal.
   *
   * @param address of native memory that is left alone until the completion
   */
  public void send(int descriptor, long address, int length, long data) {
    submit(SEND, 0, 0, descriptor, 0, address, length, MSG_NOSIGNAL, data, 0);
  }

  /**
   * send(2), all of it at once or not at all: a completion comes only when that fails.
   *
   * @param address of native memory that is never changed
   */
  public void sendConstant(int descriptor, long address, int length, long data) {
    submit(SEND, SKIP_SUCCESS, 0, descriptor, 0, address, length, MSG_ALL_NOW, data, 0);
  }

  /**
   * pread(2), of a file: once, at that place.
   *
   * @param address of native memory that is left alone until the completion
   */
  public void readAt(int descriptor, long offset, long address, int length, long data) {
    submit(READ, 0, 0, descriptor, offset, address, length, 0, data, 0);
  }

  /** fsync(2). */
  public void fsync(int descriptor, long data) {
    submit(FSYNC, 0, 0, descriptor, 0, 0, 0, 0, data, 0);
  }

  /** connect(2). */
  public void connect(int descriptor, InetSocketAddress to, long data) {
    makeRoom();
    // The kernel reads the address with the submission, so each slot of the queue has room for one.
    long at = (long) (tail & sqMask) * ADDRESS_BYTES;
    MemorySegment address = SocketAddress.of(to, (size, _) -> addresses.asSlice(at, size));
    submit(CONNECT, 0, 0, descriptor, address.byteSize(), address.address(), 0, 0, data, 0);
  }

  /** A completion as soon as the descriptor is readable, or has ended. */
  public void pollReadable(int descriptor, long data) {
    submit(POLL_ADD, 0, 0, descriptor, 0, 0, 0, POLL_IN, data, 0);
  }

  /** A completion each time the descriptor becomes readable. */
  public void pollReadableMultishot(int descriptor, long data) {
    submit(POLL_ADD, 0, 0, descriptor, 0, 0, POLL_MULTISHOT, POLL_IN, data, 0);
  }

  /** A completion as soon as the descriptor is writable, or has failed. */
  public void pollWritable(int descriptor, long data) {
    submit(POLL_ADD, 0, 0, descriptor, 0, 0, 0, POLL_OUT, data, 0);
  }

  /** Asks the kernel to give up what was submitted with that data; its last completion comes. */
  public void cancel(long data) {
    submit(ASYNC_CANCEL, SKIP_SUCCESS, 0, -1, 0, data, 0, 0, NOBODY, 0);
  }

  /** close(2); nobody hears of it. */
  public void close(int descriptor) {
    submit(CLOSE, SKIP_SUCCESS, 0, descriptor, 0, 0, 0, 0, NOBODY, 0);
  }

  private void makeRoom() {
    if (isFull()) {
      enter(0, -1);
      if (isFull()) {
        // EAGAIN: the kernel has no memory for what is queued. To go on would write over it.
        throw new NativeException("io_uring_enter", Errno.EAGAIN.number());
      }
    }
  }

  private boolean isFull() {
    return tail - (int) INT.getAcquire(rings, sqHead) >= sqEntries;
  }

  private void submit(
      int operation,
      int flags,
      int priority,
      int descriptor,
      long offset,
      long address,
      int length,
      int operationFlags,
      long data,
      int bufferGroup) {
    makeRoom();
    long at = (long) (tail & sqMask) * SQE_BYTES;
    sqes.set(JAVA_BYTE, at, (byte) operation);
    sqes.set(JAVA_BYTE, at + 1, (byte) flags);
    sqes.set(JAVA_SHORT, at + 2, (short) priority);
    sqes.set(JAVA_INT, at + 4, descriptor);
    sqes.set(JAVA_LONG, at + 8, offset);
    sqes.set(JAVA_LONG, at + 16, address);
    sqes.set(JAVA_INT, at + 24, length);
    sqes.set(JAVA_INT, at + 28, operationFlags);
    sqes.set(JAVA_LONG, at + 32, data);
    sqes.set(JAVA_LONG, at + 40, bufferGroup & 0xffff);
    sqes.set(JAVA_LONG, at + 48, 0L);
    sqes.set(JAVA_LONG, at + 56, 0L);
    tail++;
  }

  /**
   * Submits what is queued, and waits for a completion: one system call.
   *
   * @param nanos at most; -1 for ever, 0 not at all
   */
  public void submitAndWait(long nanos) {
    submitAndWait(1, nanos);
  }

  /**
   * Submits what is queued, and waits for completions: one system call.
   *
   * @param wanted how many to wait for
   * @param nanos at most; -1 for ever, 0 not at all
   */
  public void submitAndWait(int wanted, long nanos) {
    enter(nanos == 0 || completions() >= wanted ? 0 : wanted, nanos);
  }

  private void enter(int wanted, long nanos) {
    INT.setRelease(rings, sqTail, tail);
    MemorySegment argument = MemorySegment.NULL;
    long argumentSize = 0;
    int flags = ENTER_GETEVENTS;
    if (wanted > 0 && nanos > 0) {
      timeout.set(JAVA_LONG, 0, nanos / 1_000_000_000);
      timeout.set(JAVA_LONG, 8, nanos % 1_000_000_000);
      waitArgument.set(JAVA_LONG, 16, timeout.address());
      argument = waitArgument;
      argumentSize = waitArgument.byteSize();
      flags |= ENTER_EXT_ARG;
    }
    calls++;
    long result =
        IO_URING_ENTER.call(fd, tail - submitted, wanted, flags, argument.address(), argumentSize);
    if (result >= 0) {
      submitted += (int) result;
    } else {
      int error = (int) -result;
      // A signal, the time, or a completion queue that has to be read first.
      if (error != Errno.EINTR.number()
          && error != Errno.ETIME.number()
          && error != Errno.EBUSY.number()
          && error != Errno.EAGAIN.number()) {
        throw new NativeException("io_uring_enter", error);
      }
      submitted = (int) INT.getAcquire(rings, sqHead);
    }
  }

  /** Calls of io_uring_enter since this was last asked. */
  public int calls() {
    int made = calls;
    calls = 0;
    return made;
  }

  /** Completions that can be read. */
  public int completions() {
    return (int) INT.getAcquire(rings, cqTail) - rings.get(JAVA_INT, cqHead);
  }

  private long completion(int i) {
    return cqes + (long) (rings.get(JAVA_INT, cqHead) + i & cqMask) * CQE_BYTES;
  }

  /** What the i-th completion's submission was given. */
  public long data(int i) {
    return rings.get(JAVA_LONG, completion(i));
  }

  /** What the call would have returned, or minus errno. */
  public int result(int i) {
    return rings.get(JAVA_INT, completion(i) + 8);
  }

  /** True when the i-th completion is the last one of its submission. */
  public boolean isLast(int i) {
    return (flags(i) & MORE) == 0;
  }

  /** The number of the buffer that the i-th completion's receive has taken. */
  public int buffer(int i) {
    return flags(i) >>> 16;
  }

  private int flags(int i) {
    return rings.get(JAVA_INT, completion(i) + 12);
  }

  /** Says that the first {@code count} completions have been read. */
  public void read(int count) {
    INT.setRelease(rings, cqHead, rings.get(JAVA_INT, cqHead) + count);
  }

  private static int setup(int entries, MemorySegment params) {
    return (int) IO_URING_SETUP.call(entries, params.address(), 0);
  }

  private MemorySegment map(long size, long offset) {
    long address = MMAP.call(0, size, PROT_READ_WRITE, MAP_SHARED_POPULATE, fd, offset);
    if (address < 0) {
      throw new NativeException("mmap(io_uring)", (int) -address);
    }
    return MemorySegment.ofAddress(address).reinterpret(size);
  }

  /** Cancels what is under way and gives all back to the kernel. */
  @Override
  public void close() {
    unmap(sqes);
    unmap(rings);
    SystemCall.CLOSE.call(fd);
    arena.close();
  }

  private static void unmap(MemorySegment mapped) {
    MUNMAP.call(mapped.address(), mapped.byteSize(), 0);
  }
}
