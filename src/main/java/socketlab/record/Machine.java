// SPDX-License-Identifier: Apache-2.0
package socketlab.record;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import socketlab.linux.libc.Sysctl;
import socketlab.linux.process.Limits;

/**
 * The machine that a result was measured on, as far as it decides a socket's figures. It names what
 * the machine is, never which one: no host name, no address.
 *
 * @param cpu its model
 * @param cpus as many as this process may use
 * @param virtual yes, no or unknown
 * @param kernel release and architecture
 * @param kernelParameters of what the kernel was started with, those that decide speed; the others
 *     name disks, consoles and what manages the machine, and are nobody's business
 * @param settings sysctls, limits and switches of the kernel by name, as text
 */
public record Machine(
    String cpu,
    int cpus,
    String virtual,
    String kernel,
    List<String> kernelParameters,
    Map<String, String> settings) {
  private static final List<String> SYSCTLS =
      List.of(
          "kernel.io_uring_disabled",
          "kernel.sched_autogroup_enabled",
          "net.core.busy_poll",
          "net.core.busy_read",
          "net.core.netdev_max_backlog",
          "net.core.rmem_max",
          "net.core.somaxconn",
          "net.core.wmem_max",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.tcp_abort_on_overflow",
          "net.ipv4.tcp_congestion_control",
          "net.ipv4.tcp_fastopen",
          "net.ipv4.tcp_max_syn_backlog",
          "net.ipv4.tcp_max_tw_buckets",
          "net.ipv4.tcp_migrate_req",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.tcp_tw_reuse",
          "net.ipv4.tcp_wmem");

  /** Kernel parameters by name, as kernel-parameters.txt has them. */
  private static final Set<String> PARAMETERS =
      Set.of(
          "clocksource",
          "idle",
          "intel_idle.max_cstate",
          "intel_pstate",
          "amd_pstate",
          "irqaffinity",
          "isolcpus",
          "l1tf",
          "maxcpus",
          "mds",
          "mitigations",
          "nohz",
          "nohz_full",
          "nopti",
          "nosmt",
          "nospectre_v1",
          "nospectre_v2",
          "nr_cpus",
          "preempt",
          "processor.max_cstate",
          "psi",
          "pti",
          "rcu_nocbs",
          "retbleed",
          "skew_tick",
          "spec_store_bypass_disable",
          "spectre_v2",
          "threadirqs",
          "transparent_hugepage",
          "tsc",
          "tsx");

  private static final String SYS = "/sys/devices/system/cpu/";

  /** This one, now. */
  public static Machine here() {
    List<String> cpuinfo = lines("/proc/cpuinfo");
    return new Machine(
        cpuModel(cpuinfo),
        Runtime.getRuntime().availableProcessors(),
        virtual(cpuinfo),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        kernelParameters(first("/proc/cmdline")),
        readSettings());
  }

  /** The load average over one, five and fifteen minutes; who else uses the machine shows there. */
  public static String loadAverage() {
    String[] fields = first("/proc/loadavg").split(" ");
    return fields.length < 3 ? "unknown" : fields[0] + " " + fields[1] + " " + fields[2];
  }

  /** A short name for folders: what kind of machine, for instance {@code amd-epyc-7763-4cpu}. */
  public String name() {
    String model =
        cpu.toLowerCase(Locale.ROOT)
            .replaceAll("\\((r|tm|c)\\)", "")
            .replaceAll("@.*", "")
            .replaceAll("\\b(\\d+-core|cpu|processor|with .*)\\b", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return (model.isEmpty() ? "unknown" : model) + "-" + cpus + "cpu";
  }

  /** x86 names its model; aarch64 gives the numbers of its maker and part. */
  static String cpuModel(List<String> cpuinfo) {
    String model = value(cpuinfo, "model name");
    if (!model.isEmpty()) {
      return model;
    }
    String part = value(cpuinfo, "CPU part");
    return part.isEmpty()
        ? System.getProperty("os.arch")
        : "arm " + value(cpuinfo, "CPU implementer") + " " + part;
  }

  /** x86 has a bit by which a guest sees that it is one. */
  static String virtual(List<String> cpuinfo) {
    String flags = value(cpuinfo, "flags");
    if (flags.isEmpty()) {
      return "unknown";
    }
    return List.of(flags.split(" ")).contains("hypervisor") ? "yes" : "no";
  }

  /** What stands behind " -- " is for the first program, not for the kernel. */
  static List<String> kernelParameters(String commandLine) {
    return Stream.of((commandLine + " ").split(" -- ")[0].strip().split(" +"))
        .filter(parameter -> PARAMETERS.contains(parameter.split("=")[0]))
        .toList();
  }

  private static String value(List<String> cpuinfo, String key) {
    return cpuinfo.stream()
        .filter(line -> line.startsWith(key) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static Map<String, String> readSettings() {
    Map<String, String> settings = new TreeMap<>();
    for (String name : SYSCTLS) {
      try {
        if (Sysctl.exists(name)) {
          settings.put(name, Sysctl.read(name).replace('\t', ' '));
        }
      } catch (RuntimeException e) {
        settings.put(name, "unreadable");
      }
    }
    try {
      Limits files = Limits.openFiles();
      settings.put("open files (soft, hard)", files.soft() + ", " + files.hard());
    } catch (RuntimeException e) {
      settings.put("open files (soft, hard)", "unreadable");
    }
    put(settings, "transparent huge pages", "/sys/kernel/mm/transparent_hugepage/enabled");
    put(settings, "cpu frequency governor", SYS + "cpu0/cpufreq/scaling_governor");
    put(settings, "smt", SYS + "smt/control");
    // What the kernel does against them is paid at every system call.
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(SYS, "vulnerabilities"))) {
      for (Path file : files) {
        put(settings, "vulnerability " + file.getFileName(), file.toString());
      }
    } catch (IOException e) {
      settings.put("vulnerabilities", "unreadable");
    }
    return settings;
  }

  private static void put(Map<String, String> settings, String name, String file) {
    String value = first(file);
    if (!value.isEmpty()) {
      settings.put(name, value);
    }
  }

  private static String first(String file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? "" : lines.getFirst().strip();
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      return List.of();
    }
  }
}
