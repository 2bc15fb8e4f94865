// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import socketlab.linux.libc.Proc;

/**
 * The threads of this process as the kernel sees them; a tid is the kernel's number, not {@link
 * Thread#threadId}.
 */
public final class Threads {

  private Threads() {}

  /** The tid of the calling thread; of a virtual thread, that of its carrier now. */
  public static int currentTid() {
    try {
      // /proc/thread-self is a link to PID/task/TID.
      Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
      return Integer.parseInt(self.getFileName().toString());
    } catch (IOException e) {
      throw new UncheckedIOException("/proc/thread-self: " + e.getMessage(), e);
    }
  }

  /**
   * Every thread of this process by tid, with its name.
   *
   * @return ascending by tid. The kernel keeps 15 bytes of a name, of which JDK 25 gives it the
   *     first; a platform thread has its {@link Thread#getName} from when it runs, and until then
   *     its starter's
   */
  public static Map<Integer, String> names() {
    Map<Integer, String> names = new TreeMap<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        int tid = Integer.parseInt(task.getFileName().toString());
        try {
          names.put(tid, Files.readString(task.resolve("comm")).stripTrailing());
        } catch (IOException e) {
          // The thread ended between the listing and this; so it is none of them.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("/proc/self/task: " + e.getMessage(), e);
    }
    return names;
  }

  /**
   * How often a thread left its CPU.
   *
   * @param voluntary it waited for something: each wake-up of a sleeping thread is one
   * @param involuntary the scheduler took the CPU away
   */
  public record ContextSwitches(long voluntary, long involuntary) {

    /** Of the thread whose {@code status} file this is. */
    static ContextSwitches read(String status) {
      return new ContextSwitches(
          Long.parseLong(Proc.value(status, "voluntary_ctxt_switches")),
          Long.parseLong(Proc.value(status, "nonvoluntary_ctxt_switches")));
    }

    /** What was added since {@code before}. */
    public ContextSwitches since(ContextSwitches before) {
      return new ContextSwitches(voluntary - before.voluntary, involuntary - before.involuntary);
    }
  }

  /**
   * The context switches of a thread of this process since it started.
   *
   * @param tid the kernel's number
   * @throws UncheckedIOException when it has ended
   */
  public static ContextSwitches contextSwitches(int tid) {
    return ContextSwitches.read("/proc/self/task/" + tid + "/status");
  }

  /**
   * How a thread has spent its time awake, in nanoseconds: {@code schedstat},
   * Documentation/scheduler/sched-stats.rst.
   *
   * @param ran on a CPU
   * @param waited for one, able to run
   */
  public record CpuTime(long ran, long waited) {
    public static final CpuTime ZERO = new CpuTime(0, 0);

    /** What was added since {@code before}. */
    public CpuTime since(CpuTime before) {
      return new CpuTime(ran - before.ran, waited - before.waited);
    }

    public CpuTime plus(CpuTime other) {
      return new CpuTime(ran + other.ran, waited + other.waited);
    }
  }

  /**
   * The time of a thread of this process since it started; zero where the kernel does not tell.
   *
   * @param tid the kernel's number
   */
  public static CpuTime cpuTime(int tid) {
    Path file = Path.of("/proc/self/task/" + tid + "/schedstat");
    if (!Files.isReadable(file)) {
      return CpuTime.ZERO;
    }
    String[] fields = Proc.lines(file.toString()).getFirst().split(" ");
    return new CpuTime(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
  }
}
