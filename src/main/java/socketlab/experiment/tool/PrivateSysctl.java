// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool;

import java.util.Arrays;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Sysctl;

/** Sysctls of the private network that an experiment needs or sets; they end with the network. */
public final class PrivateSysctl {
  private PrivateSysctl() {}

  /** Whether all of them are there. */
  public static Availability exist(String... names) {
    return Arrays.stream(names)
        .filter(name -> !Sysctl.exists(name))
        .findFirst()
        .map(
            name ->
                Availability.no("no sysctl " + name + " here; use a newer kernel, or run as root"))
        .orElse(Availability.yes());
  }

  /**
   * Sets one.
   *
   * @throws IllegalArgumentException for a sysctl that is not of the network namespace, and so
   *     would be the host's
   */
  public static void set(String name, long value) {
    if (!name.startsWith("net.")) {
      throw new IllegalArgumentException(name + " would be the host's");
    }
    Sysctl.write(name, value);
  }
}
