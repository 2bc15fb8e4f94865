// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import java.util.Map;

/**
 * The operating system and processor that the JVM runs on, and whether the native helper knows
 * them.
 */
public final class Platform {

  /** What {@code os.arch} says, by architecture: OpenJDK says amd64, others x86_64. */
  private static final Map<String, Arch> ARCHS =
      Map.of("amd64", Arch.X86_64, "x86_64", Arch.X86_64, "aarch64", Arch.AARCH64);

  private Platform() {}

  /** Available on 64-bit Linux on x86-64 and aarch64; any other system is refused by name. */
  public static Availability availability() {
    return availability(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static Availability availability(String osName, String osArch) {
    if (!osName.equals("Linux")) {
      return Availability.no(
          "needs Linux and this is " + osName + "; run it in a Linux machine or container");
    }
    if (!ARCHS.containsKey(osArch)) {
      return Availability.no(
          "knows the struct layouts of x86-64 and aarch64 and this is "
              + osArch
              + "; use the nio transport, which needs none");
    }
    return Availability.yes();
  }

  /**
   * The architecture of this machine.
   *
   * @throws UnsupportedOperationException when the {@linkplain #availability() platform is not
   *     known}
   */
  public static Arch arch() {
    availability().require();
    return ARCHS.get(System.getProperty("os.arch"));
  }
}
