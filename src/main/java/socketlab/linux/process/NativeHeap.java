// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import socketlab.linux.libc.Libc;

/** The memory of malloc(3), which the JVM's own parts and the native helper's arenas are from. */
public final class NativeHeap {
  // int malloc_trim(size_t)
  private static final MethodHandle TRIM =
      Libc.function("malloc_trim", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

  private NativeHeap() {}

  /**
   * Gives what is free in it back to the kernel, malloc_trim(3). glibc keeps it else, in one pool
   * for several threads each. Where libc has no such call nothing happens. Any thread may call it;
   * it takes milliseconds, for which other threads of the same pool wait.
   */
  public static void trim() {
    try {
      int _ = (int) TRIM.invokeExact(Libc.errno(), 0L);
    } catch (UnsupportedOperationException _) {
      // musl, or another system.
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }
}
