// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.stream.Stream;

/**
 * Makes the handles by which this package calls libc. A class that needs a call keeps its handle
 * and wraps it:
 *
 * <pre>{@code
 * private static final MethodHandle LISTEN = Libc.function("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
 *
 * static int listen(int fd, int backlog) {
 *   MemorySegment errno = Libc.errno();
 *   try {
 *     return Libc.result((int) LISTEN.invokeExact(errno, fd, backlog), errno);
 *   } catch (Throwable t) {
 *     throw Libc.rethrow(t);
 *   }
 * }
 * }</pre>
 *
 * <p>So a wrapper returns what the call returned or <b>minus errno</b>, as the kernel itself does:
 * a loop compares with {@code -EAGAIN} and pays for no exception; who wants one asks {@link
 * NativeException#check}. The handle must be {@code static final}, which lets the JIT compile the
 * call in place. Each class has the handles it needs, so none is made before it is used.
 */
public final class Libc {

  private static final long ERRNO_OFFSET =
      Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

  /**
   * One for each thread, virtual ones too: a virtual thread that moves to another carrier takes its
   * errno along.
   */
  private static final ThreadLocal<MemorySegment> ERRNO =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  private Libc() {}

  /**
   * A handle that calls the libc function {@code name} and keeps its errno.
   *
   * <p>It never fails: on a platform or libc that lacks the function, calling the handle throws
   * {@link UnsupportedOperationException}, so that the class which holds it loads anywhere.
   *
   * @param signature the C signature; a variadic function's as it is called, with {@link
   *     Linker.Option#firstVariadicArg}
   * @return a handle that takes the segment of {@link #errno()}, then the arguments of {@code
   *     signature}
   */
  public static MethodHandle function(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    Availability platform = Platform.availability();
    if (!platform.isAvailable()) {
      return unsupported(name + " " + platform.cause().orElseThrow(), signature);
    }
    Linker.Option[] withErrno =
        Stream.concat(Stream.of(Linker.Option.captureCallState("errno")), Stream.of(options))
            .toArray(Linker.Option[]::new);
    SymbolLookup libc = Linker.nativeLinker().defaultLookup();
    return libc.find(name)
        .map(symbol -> Linker.nativeLinker().downcallHandle(symbol, signature, withErrno))
        .orElseGet(() -> unsupported(missing(name), signature));
  }

  /** The library is opened to look a name up, which takes a descriptor. */
  private static String missing(String name) {
    return Proc.canOpenAnother()
        ? "this libc has no " + name + "; use a newer one"
        : "no descriptor is left to look up " + name + "; raise the limit (ulimit -n)";
  }

  private static MethodHandle unsupported(String cause, FunctionDescriptor signature) {
    MethodType type = signature.toMethodType().insertParameterTypes(0, MemorySegment.class);
    MethodHandle thrower =
        MethodHandles.throwException(type.returnType(), UnsupportedOperationException.class)
            .bindTo(new UnsupportedOperationException(cause));
    return MethodHandles.dropArguments(thrower, 0, type.parameterList());
  }

  /** The calling thread's own segment, into which a handle's call stores errno. */
  public static MemorySegment errno() {
    return ERRNO.get();
  }

  /** What the call returned, or minus errno if that was negative. */
  public static int result(int returned, MemorySegment errno) {
    return returned >= 0 ? returned : -errno.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
  }

  /** What the call returned, or minus errno if that was negative. */
  public static long result(long returned, MemorySegment errno) {
    return returned >= 0 ? returned : -errno.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
  }

  /**
   * What to throw for {@code t}: a handle declares Throwable, though libc throws nothing checked.
   */
  public static RuntimeException rethrow(Throwable t) {
    return switch (t) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> throw new AssertionError("a libc function threw a checked exception", t);
    };
  }
}
