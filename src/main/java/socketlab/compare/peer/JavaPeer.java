// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.Pinning;
import socketlab.compare.server.ServerProcess;

/**
 * Another server in a JVM. It comes with libraries that must not reach the lab's jar, so it is
 * known by the name of its class alone.
 *
 * @param mainClass takes the port, the threads and then {@code argument}
 * @param argument empty for none
 * @param protocols that it speaks; it is told which, behind its argument, when it is not HTTP/1.1
 */
record JavaPeer(String name, String mainClass, String argument, Set<LoadProtocol> protocols)
    implements Candidate {
  private static final String PACKAGE = "socketlab.bench.peer.";

  /** Netty's fast paths, and none of its looking for buffers that were lost; nobody else minds. */
  private static final List<String> NETTY =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dio.netty.leakDetection.level=disabled");

  @Override
  public Optional<String> missing() {
    return JvmFlags.missing(PACKAGE + mainClass);
  }

  @Override
  public Optional<String> cannot(Load load) {
    return protocols.contains(load.protocol())
        ? cannotAnswer(load)
        : Optional.of("is here only to speak " + words());
  }

  private String words() {
    return protocols.contains(LoadProtocol.HTTP2)
        ? "HTTP/1.1 and HTTP/2 in clear"
        : "HTTP/1.1 in clear";
  }

  /** Of a server that answers one request alone. */
  static Optional<String> cannotAnswer(Load load) {
    return load.path().equals("/plaintext")
        ? Optional.empty()
        : Optional.of("answers only GET /plaintext");
  }

  @Override
  public ServerProcess start(Setting setting) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Pinning.prefix(setting.cpus()));
    command.add(JvmFlags.java());
    command.addAll(flags(setting));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(arguments(setting));
    return ServerProcess.start(command);
  }

  private static List<String> flags(Setting setting) {
    List<String> flags = new ArrayList<>(JvmFlags.ofPeers());
    flags.addAll(setting.jvmOptions());
    flags.addAll(NETTY);
    return flags;
  }

  private List<String> arguments(Setting setting) {
    List<String> arguments =
        new ArrayList<>(List.of(PACKAGE + mainClass, "0", String.valueOf(setting.cpus())));
    if (!argument.isEmpty()) {
      arguments.add(argument);
    }
    if (setting.protocol().isHttp2()) {
      arguments.add("h2c");
    }
    return arguments;
  }

  @Override
  public Contender describe(ServerProcess process, Setting setting) {
    List<String> command = new ArrayList<>(List.of("java"));
    command.addAll(flags(setting));
    command.addAll(arguments(setting));
    return new Contender(name, false, "", "", process.version(), String.join(" ", command));
  }
}
