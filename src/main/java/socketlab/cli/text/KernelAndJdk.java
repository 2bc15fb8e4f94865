// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

/** The kernel and the JDK, each in one line. */
public final class KernelAndJdk {
  private KernelAndJdk() {}

  public static String kernel() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch");
  }

  public static String jdk() {
    return System.getProperty("java.vm.name") + " " + Runtime.version();
  }
}
