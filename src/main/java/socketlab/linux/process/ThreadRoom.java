// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import socketlab.linux.libc.Proc;
import socketlab.linux.libc.Sysctl;

/**
 * How many more threads this process can have, by the limits of the machine and of its user:
 * clone(2), ERRORS, EAGAIN and ENOMEM. An upper bound: others may take them first.
 *
 * @param most threads, at least 0
 * @param reason the limit that decides, with its value
 * @param remedy how to raise it
 */
public record ThreadRoom(long most, String reason, String remedy) {
  /** The stack and its guard page are a mapping each: mmap(2), mprotect(2). */
  private static final int MAPPINGS_A_THREAD = 2;

  /** capabilities(7): who has one of these is not bound by RLIMIT_NPROC, as fork(2) checks it. */
  private static final long CAP_SYS_ADMIN_OR_RESOURCE = 1 << 21 | 1 << 24;

  /** Empty where the kernel does not say. */
  public static Optional<ThreadRoom> here() {
    if (!Proc.isReadable("/proc/self/limits")) {
      return Optional.empty();
    }
    List<ThreadRoom> rooms = new ArrayList<>();
    long running = running();
    sysctl(rooms, "kernel.threads-max", running);
    sysctl(rooms, "kernel.pid_max", running);
    mappings(rooms);
    user(rooms);
    controlGroup(rooms);
    return rooms.stream().min(Comparator.comparingLong(ThreadRoom::most));
  }

  private static void sysctl(List<ThreadRoom> rooms, String name, long used) {
    if (Sysctl.exists(name)) {
      long limit = Sysctl.readLong(name);
      rooms.add(room(limit, used, name + " is " + limit, "sysctl -w " + name + "=N"));
    }
  }

  private static void mappings(List<ThreadRoom> rooms) {
    String name = "vm.max_map_count";
    if (Sysctl.exists(name)) {
      long limit = Sysctl.readLong(name);
      long used = Proc.lines("/proc/self/maps").size();
      rooms.add(
          room(
              limit / MAPPINGS_A_THREAD,
              used / MAPPINGS_A_THREAD,
              name + " is " + limit + ", and a thread takes " + MAPPINGS_A_THREAD,
              "sysctl -w " + name + "=N"));
    }
  }

  /** RLIMIT_NPROC counts all threads of the user; how many there are nobody tells at once. */
  private static void user(List<ThreadRoom> rooms) {
    long capabilities = Long.parseUnsignedLong(Proc.value("/proc/self/status", "CapEff"), 16);
    long limit = Limits.userThreads().soft();
    if ((capabilities & CAP_SYS_ADMIN_OR_RESOURCE) == 0 && limit != Limits.UNLIMITED) {
      rooms.add(room(limit, 0, "this user's limit is " + limit, "ulimit -u N"));
    }
  }

  /** cgroups(7), the pids controller of version 2. */
  private static void controlGroup(List<ThreadRoom> rooms) {
    for (String line : Proc.lines("/proc/self/cgroup")) {
      String group = line.startsWith("0::") ? "/sys/fs/cgroup" + line.substring(3) : "";
      String max = group + "/pids.max";
      if (!group.isEmpty() && Proc.isReadable(max)) {
        String limit = Proc.lines(max).getFirst();
        if (!limit.equals("max")) {
          long used = Long.parseLong(Proc.lines(group + "/pids.current").getFirst());
          rooms.add(
              room(
                  Long.parseLong(limit),
                  used,
                  "pids.max of this control group is " + limit,
                  "a larger limit of the container or the service"));
        }
      }
    }
  }

  private static ThreadRoom room(long limit, long used, String reason, String remedy) {
    return new ThreadRoom(Math.max(0, limit - used), reason, remedy);
  }

  /** Threads of the whole machine: proc_loadavg(5), what follows the slash. */
  private static long running() {
    String counts = Proc.lines("/proc/loadavg").getFirst().split(" ")[3];
    return Long.parseLong(counts.substring(counts.indexOf('/') + 1));
  }
}
