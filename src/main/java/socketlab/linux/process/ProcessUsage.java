// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;
import socketlab.linux.libc.Proc;

/** What a process, this or another, has used. */
public final class ProcessUsage {

  // int clock_getcpuclockid(pid_t, clockid_t *) and int clock_gettime(clockid_t, struct timespec *)
  private static final MethodHandle CLOCK_GETCPUCLOCKID =
      Libc.function("clock_getcpuclockid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle CLOCK_GETTIME =
      Libc.function("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

  private static final MethodHandle GETRUSAGE =
      Libc.function("getrusage", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

  private static final int RUSAGE_CHILDREN = -1;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private ProcessUsage() {}

  /**
   * The CPU time of a process in nanoseconds, user and system, of all its threads, those that have
   * ended too.
   *
   * <p>It is read from the process's CPU clock, clock_getcpuclockid(3): exact, where utime and
   * stime of {@code /proc/PID/stat} come in ticks of 10 ms and {@code schedstat} forgets threads
   * that ended.
   *
   * @throws NativeException ESRCH when there is no such process
   */
  public static long cpuNanos(long pid) {
    MemorySegment errno = Libc.errno();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment clock = arena.allocate(JAVA_INT);
      // struct timespec: two longs, on either architecture.
      MemorySegment time = arena.allocate(2 * JAVA_LONG.byteSize(), Long.BYTES);
      // This one returns the error instead of leaving it in errno.
      int error = (int) CLOCK_GETCPUCLOCKID.invokeExact(errno, Math.toIntExact(pid), clock);
      NativeException.check("clock_getcpuclockid(" + pid + ")", -error);
      NativeException.check(
          "clock_gettime",
          Libc.result((int) CLOCK_GETTIME.invokeExact(errno, clock.get(JAVA_INT, 0), time), errno));
      return time.get(JAVA_LONG, 0) * NANOS_PER_SECOND + time.get(JAVA_LONG, Long.BYTES);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /**
   * The CPU time in nanoseconds, user and system, of all processes that this one has started and
   * that have ended and been waited for, and of theirs: getrusage(2), RUSAGE_CHILDREN. Between two
   * calls it grows by all of a child that began and ended meanwhile, to the microsecond.
   */
  public static long endedChildrenCpuNanos() {
    MemorySegment errno = Libc.errno();
    try (Arena arena = Arena.ofConfined()) {
      // struct rusage: ru_utime and ru_stime, two longs each, then fourteen longs.
      MemorySegment usage = arena.allocate(18 * JAVA_LONG.byteSize(), Long.BYTES);
      NativeException.check(
          "getrusage",
          Libc.result((int) GETRUSAGE.invokeExact(errno, RUSAGE_CHILDREN, usage), errno));
      return nanos(usage, 0) + nanos(usage, 2);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** Of a struct timeval that begins at this long. */
  private static long nanos(MemorySegment longs, int index) {
    return longs.getAtIndex(JAVA_LONG, index) * NANOS_PER_SECOND
        + longs.getAtIndex(JAVA_LONG, index + 1) * 1_000;
  }

  /**
   * The CPU time of a process in user code and in the kernel.
   *
   * @param userMicros a multiple of 10,000, the kernel's tick
   * @param systemMicros likewise
   */
  public record CpuSplit(long userMicros, long systemMicros) {}

  /**
   * How {@link #cpuNanos} divides, by {@code /proc/PID/stat}: in ticks of 10 ms, so only over
   * longer spans.
   */
  public static CpuSplit cpuSplit(long pid) {
    return parseStat(Proc.lines("/proc/" + pid + "/stat").getFirst());
  }

  /**
   * {@code 42 (name) S 1 …}: the name may hold blanks and brackets, so fields count from the last
   * bracket.
   */
  static CpuSplit parseStat(String stat) {
    String[] fromState = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    // proc_pid_stat(5): state is field 3, utime 14, stime 15. USER_HZ is 100 on both architectures.
    long microsPerTick = 10_000;
    return new CpuSplit(
        Long.parseLong(fromState[14 - 3]) * microsPerTick,
        Long.parseLong(fromState[15 - 3]) * microsPerTick);
  }

  /**
   * The memory of a process that is in RAM now, in bytes: Rss of {@code smaps_rollup}, which walks
   * the page tables and so is exact, where VmRSS may lag by some pages a CPU.
   */
  public static long residentBytes(long pid) {
    String kilobytes = Proc.value("/proc/" + pid + "/smaps_rollup", "Rss");
    return Long.parseLong(kilobytes.substring(0, kilobytes.indexOf(' '))) * 1024;
  }

  /** How many threads a process has now. */
  public static int threads(long pid) {
    return Integer.parseInt(Proc.value("/proc/" + pid + "/status", "Threads"));
  }

  /** How many descriptors a process has open now. */
  public static int descriptors(long pid) {
    String folder = "/proc/" + pid + "/fd";
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of(folder))) {
      int count = 0;
      for (Path _ : open) {
        count++;
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * What a thread has used since it started.
   *
   * @param switches of context, voluntary and involuntary
   * @param cpuNanos on a CPU; 0 where the kernel does not tell
   */
  public record ThreadUsage(long switches, long cpuNanos) {}

  /**
   * What each thread that a process has now has used, by its kernel number. Of one that has ended
   * the kernel keeps no switches; its CPU time is in that of the process.
   *
   * @throws UncheckedIOException when the process has ended
   */
  public static Map<Integer, ThreadUsage> threadUsages(long pid) {
    Map<Integer, ThreadUsage> threads = new HashMap<>();
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks) {
        try {
          int tid = Integer.parseInt(task.getFileName().toString());
          threads.put(tid, new ThreadUsage(switches(task), cpuNanos(task)));
        } catch (UncheckedIOException e) {
          // The thread ended between the listing and this.
          continue;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("/proc/" + pid + "/task: " + e.getMessage(), e);
    } catch (DirectoryIteratorException e) {
      throw new UncheckedIOException("/proc/" + pid + "/task: " + e.getMessage(), e.getCause());
    }
    return threads;
  }

  /** One reading for both kinds: it is done for every thread, beside a load. */
  private static long switches(Path task) {
    return Proc.lines(task + "/status").stream()
        .filter(line -> line.contains("voluntary_ctxt_switches:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }

  /** Documentation/scheduler/sched-stats.rst: the first field is the time on a CPU. */
  private static long cpuNanos(Path task) {
    String file = task + "/schedstat";
    String line = Proc.isReadable(file) ? Proc.lines(file).getFirst() : "0 0 0";
    return Long.parseLong(line.substring(0, line.indexOf(' ')));
  }
}
