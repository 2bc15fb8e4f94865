// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Sysctl;

/** A sysctl of the private network with another value, until this is closed. */
public final class TemporarySysctl implements AutoCloseable {

  private final String name;
  private final String before;

  private TemporarySysctl(String name, String before) {
    this.name = name;
    this.before = before;
  }

  /**
   * Writes the value; skips the test (in CI fails it) when this kernel, or the namespace of an
   * ordinary user on an older one, does not have the sysctl.
   *
   * @throws UnsupportedOperationException outside a private network: no test changes the host
   * @throws IllegalArgumentException for a sysctl that is not of the network namespace
   */
  public static TemporarySysctl set(String name, long value) {
    PrivateNetworkExtension.require();
    if (!name.startsWith("net.")) {
      throw new IllegalArgumentException(name + " would be the host's");
    }
    PrivateNetworkExtension.needs(
        Sysctl.exists(name)
            ? Availability.yes()
            : Availability.no("no sysctl " + name + " here; use a newer kernel, or run as root"));
    var old = new TemporarySysctl(name, Sysctl.read(name));
    Sysctl.write(name, value);
    return old;
  }

  @Override
  public void close() {
    Sysctl.write(name, before);
  }
}
