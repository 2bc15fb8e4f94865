// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import socketlab.compare.server.ServerProcess;

/** The lab's server in a process of its own, in the same private network. */
public final class LabProcess {
  private LabProcess() {}

  /**
   * Starts {@code lab serve} on a port that the kernel chooses, in a JVM with this one's options.
   *
   * @throws IOException when it does not listen, with the last line it complained of
   */
  public static ServerProcess serve(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    String classPath = System.getProperty("java.class.path");
    // A jar's manifest grants what a class path is granted by options.
    command.addAll(
        classPath.endsWith(".jar")
            ? List.of("-jar", classPath)
            : List.of("-cp", classPath, "socketlab.cli.Lab"));
    command.addAll(List.of("serve", "--port=0"));
    command.addAll(List.of(options));
    return ServerProcess.start(command);
  }
}
