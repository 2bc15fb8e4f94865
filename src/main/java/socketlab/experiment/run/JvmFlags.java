// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.run;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** How this JVM was started, so that another can be started like it. */
final class JvmFlags {
  private static final String MAIN = "socketlab.cli.Lab";

  private JvmFlags() {}

  /** Its options, then what to run, without the program's arguments. */
  static List<String> own() {
    List<String> flags = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    String classPath = System.getProperty("java.class.path");
    // A jar's manifest grants what a class path must be granted by options.
    if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
      flags.addAll(List.of("-jar", classPath));
    } else {
      flags.addAll(List.of("-cp", classPath, MAIN));
    }
    return flags;
  }
}
