// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.List;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;

/**
 * The CPUs on which the calling thread may run, sched_setaffinity(2).
 *
 * <p>Only of platform threads: a virtual thread would pin its carrier, and with it whoever runs
 * there next.
 */
public final class Affinity {

  /**
   * Room for 8,192 CPUs, the most a kernel can be built for; one with less room gets EINVAL on a
   * big machine.
   */
  private static final int MASK_BYTES = 1024;

  // int sched_[gs]etaffinity(pid_t, size_t, cpu_set_t *)
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle GET = Libc.function("sched_getaffinity", SIGNATURE);
  private static final MethodHandle SET = Libc.function("sched_setaffinity", SIGNATURE);

  private static final int CALLING_THREAD = 0;

  private Affinity() {}

  /** Available when the kernel tells the CPUs of the calling thread. */
  public static Availability availability() {
    return Availability.ofTrying(Affinity::allowed);
  }

  /**
   * The CPUs on which the calling thread may run, ascending; never empty.
   *
   * @throws NativeException as sched_getaffinity(2)
   * @throws UnsupportedOperationException in a virtual thread
   */
  public static List<Integer> allowed() {
    requirePlatformThread();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
      NativeException.check("sched_getaffinity", call(GET, mask));
      return BitSet.valueOf(mask.toArray(JAVA_BYTE)).stream().boxed().toList();
    }
  }

  /**
   * From now on the calling thread, and each thread it starts, runs on {@code cpu} alone.
   *
   * @param cpu one that the machine has; {@link #allowed} lists those of the process. The thread
   *     moves before this returns
   * @throws NativeException EINVAL when the machine, or the thread's cpuset, has no such CPU
   * @throws UnsupportedOperationException in a virtual thread
   */
  public static void pin(int cpu) {
    allow(List.of(cpu), "sched_setaffinity(CPU " + cpu + ")");
  }

  /**
   * From now on the calling thread, and each thread it starts, runs on {@code cpus}: what {@link
   * #allowed} said before takes {@link #pin} back.
   *
   * @throws NativeException EINVAL when none of them is one that the thread's cpuset has
   */
  public static void allow(List<Integer> cpus) {
    allow(cpus, "sched_setaffinity(CPUs " + cpus + ")");
  }

  private static void allow(List<Integer> cpus, String call) {
    requirePlatformThread();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
      for (int cpu : cpus) {
        if (cpu < 0 || cpu >= MASK_BYTES * Byte.SIZE) {
          throw new IllegalArgumentException("no CPU has the number " + cpu);
        }
        // Bit order: x86-64 and aarch64 are little-endian, so the longs of cpu_set_t are plain
        // bytes.
        int at = cpu / Byte.SIZE;
        mask.set(JAVA_BYTE, at, (byte) (mask.get(JAVA_BYTE, at) | 1 << cpu % Byte.SIZE));
      }
      NativeException.check(call, call(SET, mask));
    }
  }

  private static int call(MethodHandle function, MemorySegment mask) {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result(
          (int) function.invokeExact(errno, CALLING_THREAD, mask.byteSize(), mask), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  private static void requirePlatformThread() {
    if (Thread.currentThread().isVirtual()) {
      throw new UnsupportedOperationException(
          "a virtual thread has no CPU of its own; pin a platform thread");
    }
  }
}
