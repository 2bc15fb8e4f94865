// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Platform;
import socketlab.linux.libc.Sysctl;

/**
 * A network namespace of one's own, network_namespaces(7): its interfaces, counters and {@code net}
 * sysctls are nobody else's, and it ends with its last process.
 *
 * <p>Root may make one. Anybody else may where the kernel lets them make a user namespace first, in
 * which they are root: user_namespaces(7). A JVM cannot move into a user namespace, as it has
 * threads; so this builds the command line of a process that begins in one, by unshare(1), or joins
 * one, by nsenter(1). Both programs become the command they run: it keeps their process id.
 *
 * @param byUserNamespace whether a user namespace comes with it
 */
public record NetworkNamespace(boolean byUserNamespace) {

  /** capabilities(7). */
  private static final long CAP_NET_ADMIN = 1 << 12;

  private static final Pattern CAPABILITIES = Pattern.compile("CapEff:\\s*([0-9a-f]+)");
  private static final String WRITABLE = "settings can be written";

  /**
   * Run in a new one: what it may do there, and whether a setting can be written, with the value it
   * has. What access(2) says of a file would not do: root is told yes too soon. The shell's read
   * would not do either: dash takes one byte a call, and a sysctl gives its value to the first call
   * only.
   */
  private static final String TRIAL =
      "grep CapEff: /proc/self/status; cd /proc/sys/net/core && most=$(cat somaxconn)"
          + " && { echo $most > somaxconn; } 2>&- && echo "
          + WRITABLE
          + "; true";

  /** Which of the two ways works here, tried once: no sysctl tells it before. */
  private static final class Found {
    static final NetworkNamespace NAMESPACE;
    static final Availability AVAILABILITY;

    static {
      NetworkNamespace asRoot = new NetworkNamespace(false);
      NetworkNamespace asUser = new NetworkNamespace(true);
      Availability first = asRoot.tried();
      NAMESPACE = first.isAvailable() ? asRoot : asUser;
      AVAILABILITY = first.isAvailable() ? first : asUser.tried();
    }
  }

  /** Whether one can be had here; the first call makes one for a moment. */
  public static Availability availability() {
    return Platform.availability().and(() -> Found.AVAILABILITY);
  }

  /**
   * The way that works here.
   *
   * @throws UnsupportedOperationException when not {@linkplain #availability() available}
   */
  public static NetworkNamespace here() {
    availability().require();
    return Found.NAMESPACE;
  }

  /**
   * The command line that runs {@code command} in a new one, in which even the {@linkplain
   * Loopback#up loopback interface is down}.
   */
  public List<String> create(List<String> command) {
    return join(
        byUserNamespace
            ? List.of("unshare", "--user", "--map-root-user", "--net", "--")
            : List.of("unshare", "--net", "--"),
        command);
  }

  /**
   * The command line that runs {@code command} in the one in which a process lives.
   *
   * @param pid of a process that was started by {@link #create}
   */
  public List<String> enter(long pid, List<String> command) {
    String target = "--target=" + pid;
    return join(
        byUserNamespace
            ? List.of("nsenter", target, "--user", "--preserve-credentials", "--net", "--")
            : List.of("nsenter", target, "--net", "--"),
        command);
  }

  private static List<String> join(List<String> before, List<String> command) {
    List<String> all = new ArrayList<>(before);
    all.addAll(command);
    return List.copyOf(all);
  }

  private Availability tried() {
    try {
      Process unshare =
          new ProcessBuilder(create(List.of("sh", "-c", TRIAL))).redirectErrorStream(true).start();
      String said = new String(unshare.getInputStream().readAllBytes()).strip();
      if (unshare.waitFor() != 0) {
        return Availability.no(cause(said, name -> Sysctl.exists(name) ? Sysctl.read(name) : ""));
      }
      return judged(said);
    } catch (IOException e) {
      return Availability.no("needs the program unshare; apt-get install util-linux");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Availability.no("interrupted while trying");
    }
  }

  /**
   * Whether what a namespace lets one do is enough: to bring its loopback interface up, and to
   * change its settings.
   *
   * @param said what {@link #TRIAL} printed in it
   */
  static Availability judged(String said) {
    Matcher capabilities = CAPABILITIES.matcher(said);
    if (!capabilities.find()
        || (Long.parseUnsignedLong(capabilities.group(1), 16) & CAP_NET_ADMIN) == 0) {
      return Availability.no(
          "a network namespace can be made here, and not changed: CAP_NET_ADMIN is missing;"
              + " run as root with it (docker run --cap-add=NET_ADMIN), or as a user");
    }
    if (!said.contains(WRITABLE)) {
      return Availability.no(
          "/proc/sys/net may not be written, which the experiments' settings need; run without a"
              + " read-only /proc/sys (docker run --privileged does)");
    }
    return Availability.yes();
  }

  /**
   * Which setting forbids it, and the command that allows it.
   *
   * @param said what unshare said
   * @param sysctl the value of a sysctl; empty when this kernel has none of that name
   */
  static String cause(String said, Function<String, String> sysctl) {
    // The last two are Debian's and Ubuntu's own.
    if (sysctl.apply("user.max_user_namespaces").equals("0")) {
      return "user.max_user_namespaces is 0; sysctl -w user.max_user_namespaces=10000";
    }
    if (sysctl.apply("user.max_net_namespaces").equals("0")) {
      return "user.max_net_namespaces is 0; sysctl -w user.max_net_namespaces=10000";
    }
    if (sysctl.apply("kernel.unprivileged_userns_clone").equals("0")) {
      return "only root may make user namespaces; sysctl -w kernel.unprivileged_userns_clone=1";
    }
    if (sysctl.apply("kernel.apparmor_restrict_unprivileged_userns").equals("1")) {
      return "AppArmor restricts user namespaces;"
          + " sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
    }
    return said + "; run as root, or in a container with a seccomp profile that allows unshare";
  }
}
