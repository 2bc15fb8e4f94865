// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import socketlab.linux.libc.Sysctl;
import socketlab.linux.process.Limits;

/**
 * A limit or sysctl that decides what a socket experiment shows.
 *
 * @param value as it is here
 * @param meaning what it decides, in one line
 * @param advice the command that changes it, where the value stands in the way
 */
record SystemSetting(String name, String value, String meaning, Optional<String> advice) {
  /** Open files a load of 10,000 connections needs on one side, with some to spare. */
  private static final long FILES_WANTED = 12_000;

  static List<SystemSetting> all() {
    List<SystemSetting> settings = new ArrayList<>();
    files().ifPresent(settings::add);
    sysctl(
        settings,
        "net.core.somaxconn",
        "the limit of every accept queue",
        value -> Long.parseLong(value) < 4096,
        "4096");
    sysctl(
        settings,
        "net.ipv4.tcp_max_syn_backlog",
        "the limit of half-open connections, when SYN cookies are off",
        value -> Long.parseLong(value) < 1024,
        "4096");
    sysctl(
        settings,
        "net.ipv4.tcp_syncookies",
        "1: a full SYN queue answers with a cookie; cookies switch off TCP_DEFER_ACCEPT and Fast"
            + " Open",
        value -> !value.equals("1"),
        "1");
    sysctl(
        settings,
        "net.ipv4.tcp_abort_on_overflow",
        "0: an overflow is silent; 1: the kernel resets the client whose last ACK it drops",
        value -> !value.equals("0"),
        "0");
    sysctl(
        settings,
        "net.ipv4.tcp_syn_linear_timeouts",
        "how many SYN retries come a second apart before the time doubles",
        value -> false,
        "4");
    sysctl(
        settings,
        "net.ipv4.tcp_migrate_req",
        "1: a closing shard passes its queue to the others; 0: the kernel resets it",
        value -> false,
        "1");
    sysctl(
        settings,
        "net.ipv4.tcp_fastopen",
        "bit 2 lets a server accept data in the SYN",
        value -> (Long.parseLong(value) & 2) == 0,
        "3");
    sysctl(
        settings,
        "net.ipv4.ip_local_port_range",
        "the ports of outgoing connections: one new connection a request uses them up",
        value -> false,
        "'1024 65535'");
    sysctl(
        settings,
        "net.ipv4.tcp_tw_reuse",
        "whether a port in TIME_WAIT may be reused; 2: on loopback only",
        value -> value.equals("0"),
        "2");
    sysctl(
        settings,
        "kernel.io_uring_disabled",
        "0: any process may create a ring; 1: only privileged ones; 2: none",
        value -> !value.equals("0"),
        "0");
    sysctl(
        settings,
        "user.max_user_namespaces",
        "above 0: tests and experiments get a network of their own without root",
        value -> value.equals("0"),
        "10000");
    return settings;
  }

  private static Optional<SystemSetting> files() {
    try {
      Limits files = Limits.openFiles();
      return Optional.of(
          new SystemSetting(
              "open files (soft, hard)",
              files.soft() + ", " + files.hard(),
              "each connection needs one descriptor; without one, accept fails (EMFILE)",
              files.soft() >= FILES_WANTED
                  ? Optional.empty()
                  : Optional.of("ulimit -n " + Math.min(files.hard(), 2 * FILES_WANTED))));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static void sysctl(
      List<SystemSetting> settings,
      String name,
      String meaning,
      Predicate<String> isInTheWay,
      String better) {
    String value;
    try {
      if (!Sysctl.exists(name)) {
        return;
      }
      value = Sysctl.read(name).replace('\t', ' ');
    } catch (RuntimeException e) {
      settings.add(new SystemSetting(name, "unreadable", meaning, Optional.empty()));
      return;
    }
    settings.add(
        new SystemSetting(
            name,
            value,
            meaning,
            isInTheWay.test(value)
                ? Optional.of("sysctl -w " + name + "=" + better)
                : Optional.empty()));
  }
}
