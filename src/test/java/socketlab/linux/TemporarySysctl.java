// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

/** A sysctl of the private network with another value, until this is closed. */
public final class TemporarySysctl implements AutoCloseable {

  private final String name;
  private final String before;

  private TemporarySysctl(String name, String before) {
    this.name = name;
    this.before = before;
  }

  /**
   * Writes the value.
   *
   * @throws UnsupportedOperationException outside a private network: no test changes the host
   * @throws IllegalArgumentException for a sysctl that is not of the network namespace
   */
  public static TemporarySysctl set(String name, long value) {
    PrivateNetworkExtension.require();
    if (!name.startsWith("net.")) {
      throw new IllegalArgumentException(name + " would be the host's");
    }
    var old = new TemporarySysctl(name, Sysctl.read(name));
    Sysctl.write(name, value);
    return old;
  }

  @Override
  public void close() {
    Sysctl.write(name, before);
  }
}
