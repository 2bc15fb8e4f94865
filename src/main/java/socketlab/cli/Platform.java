// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

/** The kernel and the JDK, each in one line. */
final class Platform {
  private Platform() {}

  static String kernel() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch");
  }

  static String jdk() {
    return System.getProperty("java.vm.name") + " " + Runtime.version();
  }
}
