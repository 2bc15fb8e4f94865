// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.ServerProcess;

/** The lab's server in a process of its own, in the same private network. */
public final class ServeProcess {
  private ServeProcess() {}

  /**
   * Starts {@code lab serve} on a port that the kernel chooses, in a JVM with this one's options.
   *
   * @throws IOException when it does not listen, with the last line it complained of
   */
  public static ServerProcess serve(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(JvmFlags.again());
    command.addAll(List.of("serve", "--port=0"));
    command.addAll(List.of(options));
    return ServerProcess.start(command);
  }
}
