// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.SocketOptions;

/**
 * What a call of a C function costs from Java, in three layers.
 *
 * <ol>
 *   <li>{@code abs*}: a function that does nothing, so that only the way there and back is left.
 *       {@code Plain} tells the collector that the thread is in native code; {@code Critical} does
 *       not, and may not block; {@code Errno} is plain and keeps errno, as the lab's calls do.
 *   <li>{@code getppid*}: the same three around the cheapest system call.
 *   <li>{@code getsockopt*}: one system call by the lab's helper and by the JDK; {@code
 *       listenQueue} is the helper's reading of TCP_INFO, what {@code /stats} does.
 * </ol>
 *
 * <p>Not measured: calls that block, and callbacks. Read the differences: a layer's price is that
 * of the call with it less that of the call without it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class NativeCallBenchmark {
  private static final FunctionDescriptor INT_TO_INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor TO_INT = FunctionDescriptor.of(JAVA_INT);
  private static final Linker.Option CRITICAL = Linker.Option.critical(false);
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  private static final MethodHandle ABS = function("abs", INT_TO_INT);
  private static final MethodHandle ABS_CRITICAL = function("abs", INT_TO_INT, CRITICAL);
  private static final MethodHandle ABS_ERRNO = function("abs", INT_TO_INT, ERRNO);
  private static final MethodHandle GETPPID = function("getppid", TO_INT);
  private static final MethodHandle GETPPID_CRITICAL = function("getppid", TO_INT, CRITICAL);
  private static final MethodHandle GETPPID_ERRNO = function("getppid", TO_INT, ERRNO);

  private final MemorySegment errno = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
  private ServerSocketChannel listener;
  private int fd;
  private int number = -42;

  @Setup
  public void listen() throws IOException {
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    fd = Descriptors.of(listener);
  }

  @TearDown
  public void close() throws IOException {
    listener.close();
  }

  @Benchmark
  public int absJava() {
    return Math.abs(number);
  }

  @Benchmark
  public int absPlain() throws Throwable {
    return (int) ABS.invokeExact(number);
  }

  @Benchmark
  public int absCritical() throws Throwable {
    return (int) ABS_CRITICAL.invokeExact(number);
  }

  @Benchmark
  public int absErrno() throws Throwable {
    return (int) ABS_ERRNO.invokeExact(errno, number);
  }

  @Benchmark
  public int getppidPlain() throws Throwable {
    return (int) GETPPID.invokeExact();
  }

  @Benchmark
  public int getppidCritical() throws Throwable {
    return (int) GETPPID_CRITICAL.invokeExact();
  }

  @Benchmark
  public int getppidErrno() throws Throwable {
    return (int) GETPPID_ERRNO.invokeExact(errno);
  }

  /** SO_INCOMING_CPU, which the JDK does not know. */
  @Benchmark
  public int getsockoptHelper() {
    return SocketOptions.incomingCpu(fd);
  }

  /** SO_RCVBUF, by JNI, under the channel's lock. */
  @Benchmark
  public int getsockoptJdk() throws IOException {
    return listener.getOption(StandardSocketOptions.SO_RCVBUF);
  }

  @Benchmark
  public ListenQueue listenQueue() {
    return ListenQueue.of(fd);
  }

  private static MethodHandle function(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
  }
}
