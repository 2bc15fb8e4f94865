// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.util.Optional;
import socketlab.linux.libc.Platform;
import socketlab.linux.libc.Proc;
import socketlab.linux.process.Limits;
import socketlab.linux.process.ThreadRoom;
import socketlab.net.Transport;

/**
 * Refuses counts that the machine cannot do, before anything is opened: to find out by trying takes
 * up to a minute, and what is told then is whatever ended first.
 */
final class CountLimits {
  /** Nobody's machine is that small, and most starts ask for less: they read no limits. */
  private static final int SURELY = 64;

  /** Threads and descriptors that the JVM and the first connections need as well. */
  private static final int SPARE = 64;

  /** A loop's poller, what wakes it, and its listener in a pattern that has one a loop. */
  private static final int DESCRIPTORS_A_LOOP = 3;

  /** The parallelism that a ForkJoinPool can have, by its documentation. */
  private static final int CARRIERS = 32_767;

  /** Many thousand threads take many seconds to start; no machine runs that many at once. */
  private static final int WORKERS = 8192;

  private CountLimits() {}

  /** The same as {@link #ofThreads} for workers, which all start with the server. */
  static Optional<String> ofWorkers(String option, int count) {
    return count <= WORKERS
        ? ofThreads(option, count, "each worker")
        : Optional.of(
            option
                + " is at most "
                + WORKERS
                + ", not "
                + count
                + ": each worker is a thread, and the start of more takes many seconds; ask for"
                + " fewer");
  }

  /**
   * What is wrong with a number of threads, in one line that says the limit; empty for nothing.
   *
   * @param option that asks for them
   * @param what one of them is
   */
  static Optional<String> ofThreads(String option, int count, String what) {
    if (isSmall(count)) {
      return Optional.empty();
    }
    return ThreadRoom.here()
        .flatMap(
            room ->
                above(
                    room.most() - SPARE,
                    option,
                    count,
                    what + " is a thread, and " + room.reason(),
                    room.remedy()));
  }

  /** The same for loops, which hold descriptors and buffers too. */
  static Optional<String> ofLoops(String option, int count, Transport transport) {
    if (isSmall(count)) {
      return Optional.empty();
    }
    // The JVM has raised the soft limit to the hard one.
    long files = Limits.openFiles().hard();
    long heap = Runtime.getRuntime().maxMemory();
    return above(
            (files - SPARE) / DESCRIPTORS_A_LOOP,
            option,
            count,
            "a loop holds up to "
                + DESCRIPTORS_A_LOOP
                + " descriptors, and this process may have "
                + files,
            "ulimit -n N")
        .or(
            () ->
                above(
                    heap / transport.heapALoop(),
                    option,
                    count,
                    "a loop's buffers take "
                        + kib(transport.heapALoop())
                        + " of the heap, which has "
                        + mib(heap),
                    "LAB_JAVA_OPTS=-Xmx2g"))
        .or(() -> ofMapped(option, count, transport))
        .or(() -> ofThreads(option, count, "each loop"));
  }

  private static Optional<String> ofMapped(String option, int count, Transport transport) {
    if (transport.mappedALoop() == 0) {
      return Optional.empty();
    }
    long free = 1024 * Long.parseLong(Proc.value("/proc/meminfo", "MemAvailable").split(" ")[0]);
    return above(
        free / transport.mappedALoop(),
        option,
        count,
        "a loop over "
            + transport.id()
            + " takes "
            + kib(transport.mappedALoop())
            + ", and this machine has "
            + mib(free)
            + " free",
        "end what else uses its memory");
  }

  /** The same for the threads that carry virtual ones. */
  static Optional<String> ofCarriers(String option, int count) {
    return count <= CARRIERS
        ? ofThreads(option, count, "each carrier")
        : Optional.of(
            option
                + " is at most "
                + CARRIERS
                + ", not "
                + count
                + ": the JDK has no more carrier threads; ask for fewer");
  }

  private static boolean isSmall(int count) {
    return count <= SURELY || !Platform.availability().isAvailable();
  }

  private static Optional<String> above(
      long limit, String option, int count, String reason, String remedy) {
    long most = Math.max(1, limit);
    return count <= most
        ? Optional.empty()
        : Optional.of(
            option
                + " is at most "
                + most
                + " here, not "
                + count
                + ": "
                + reason
                + "; ask for fewer, or raise the limit ("
                + remedy
                + ")");
  }

  private static String kib(long bytes) {
    return (bytes >> 10) + " KiB";
  }

  private static String mib(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
