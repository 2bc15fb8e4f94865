// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import socketlab.linux.Availability;
import socketlab.linux.Loopback;
import socketlab.linux.Platform;
import socketlab.linux.Sysctl;

/**
 * A network namespace of a process's own, network_namespaces(7): its interfaces, sysctls and
 * counters are nobody else's, and go when the process does. unshare(1) makes it; an ordinary user
 * first gets a user namespace, in which he is root (user_namespaces(7)).
 */
public final class PrivateNetwork {
  private static final List<String> AS_ROOT = List.of("unshare", "--net");
  private static final List<String> AS_USER =
      List.of("unshare", "--user", "--map-root-user", "--net");

  /** Settings that forbid a user namespace, and the value that allows it. */
  private static final Map<String, String> FORBIDDING =
      Map.of(
          "user.max_user_namespaces=0", "10000",
          "kernel.unprivileged_userns_clone=0", "1",
          "kernel.apparmor_restrict_unprivileged_userns=1", "0");

  private final List<String> prefix;
  private final Availability availability;

  private PrivateNetwork(List<String> prefix, Availability availability) {
    this.prefix = prefix;
    this.availability = availability;
  }

  /** Finds out how one can be had here, by having one for a moment. */
  public static PrivateNetwork find() {
    Availability platform = Platform.availability();
    if (!platform.isAvailable()) {
      return new PrivateNetwork(List.of(), platform);
    }
    String trouble = "";
    for (List<String> prefix : isRoot() ? List.of(AS_ROOT, AS_USER) : List.of(AS_USER)) {
      Optional<String> failure = tryOut(prefix);
      if (failure.isEmpty()) {
        return new PrivateNetwork(prefix, Availability.yes());
      }
      trouble = failure.get();
    }
    return new PrivateNetwork(List.of(), Availability.no(cause(trouble)));
  }

  /** Whether one can be had and, if not, which setting to change. */
  public Availability availability() {
    return availability;
  }

  /** The command that runs {@code command} in a new one; it becomes the command's process. */
  List<String> around(List<String> command) {
    availability.require();
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return all;
  }

  /**
   * Makes the calling process's network ready: its loopback interface comes up.
   *
   * @throws IllegalStateException when it is up already: then it is not a new one, and an
   *     experiment would change somebody's network
   */
  public static void enter() {
    if (Loopback.isUp()) {
      throw new IllegalStateException("this network is in use; start it by lab run");
    }
    Loopback.up();
  }

  private static boolean isRoot() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Empty, or what went wrong. */
  private static Optional<String> tryOut(List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0
          ? Optional.empty()
          : Optional.of(said.lines().findFirst().orElse("unshare failed"));
    } catch (IOException e) {
      return Optional.of("no unshare in PATH; install util-linux");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private static String cause(String trouble) {
    for (Map.Entry<String, String> setting : FORBIDDING.entrySet()) {
      String[] nameAndValue = setting.getKey().split("=");
      if (Sysctl.exists(nameAndValue[0]) && Sysctl.read(nameAndValue[0]).equals(nameAndValue[1])) {
        return cause(trouble, nameAndValue[0], nameAndValue[1], setting.getValue());
      }
    }
    return "no private network ("
        + trouble
        + "); run as root, or allow user namespaces; in a container its seccomp profile forbids"
        + " them";
  }

  static String cause(String trouble, String setting, String value, String better) {
    return "no private network ("
        + trouble
        + "): "
        + setting
        + " is "
        + value
        + "; run as root, or: sysctl -w "
        + setting
        + "="
        + better;
  }
}
