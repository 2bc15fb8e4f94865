// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.DataFolders;
import socketlab.compare.server.Pinning;
import socketlab.compare.server.Program;
import socketlab.compare.server.ServerProcess;

/**
 * RabbitMQ with a node, a port mapper and a folder of its own, so that none that runs here already
 * is touched. It is asked for persistent messages to a durable queue, each confirmed.
 */
final class RabbitMq implements Candidate {
  /** What packages put behind {@code rabbitmq-server}, which itself insists on a system user. */
  private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

  private static final Path VERSIONS = Path.of("/usr/lib/rabbitmq/lib");
  private static final String PREFIX = "rabbitmq_server-";

  // rabbitmq.com/docs, configure: environment variables. The port mapper outlives the node that
  // starts it, and so is started and ended here.
  private static final String SCRIPT =
      """
      export HOME=$1 ERL_EPMD_PORT=$3 ERL_EPMD_ADDRESS=127.0.0.1
      export RABBITMQ_NODENAME=lab$2@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1
      export RABBITMQ_NODE_PORT=$2 RABBITMQ_DIST_PORT=$4
      export RABBITMQ_MNESIA_BASE=$1/data RABBITMQ_LOG_BASE=$1 RABBITMQ_LOGS=-
      export RABBITMQ_CONFIG_FILE=$1/none RABBITMQ_ENABLED_PLUGINS_FILE=$1/plugins
      epmd -port $3 -address 127.0.0.1 & mapper=$!
      $5 >/dev/null & node=$!
      trap 'kill $node' TERM
      wait $node
      wait $node
      kill $mapper
      """;

  @Override
  public String name() {
    return "rabbitmq";
  }

  @Override
  public Optional<String> missing() {
    return Files.isExecutable(PROGRAM) && Program.find("epmd").isPresent()
        ? Optional.empty()
        : Optional.of("not installed; install it, for example: apt-get install rabbitmq-server");
  }

  @Override
  public Optional<String> cannot(Load load) {
    return load.protocol() == LoadProtocol.PUBLISHING
        ? Optional.empty()
        : Optional.of("keeps messages; it takes part in publish");
  }

  @Override
  public String publishedBy() {
    return "amqp";
  }

  @Override
  public ServerProcess start(Setting setting) throws IOException, InterruptedException {
    Path folder = DataFolders.create();
    Path script = folder.resolve("start.sh");
    Files.writeString(script, SCRIPT);
    InetSocketAddress address = FreePort.find();
    List<String> command = new ArrayList<>(Pinning.prefix(setting.cpus()));
    command.addAll(List.of("sh", script.toString(), folder.toString()));
    command.add(String.valueOf(address.getPort()));
    command.add(String.valueOf(FreePort.find().getPort()));
    command.add(String.valueOf(FreePort.find().getPort()));
    command.add(PROGRAM.toString());
    return ServerProcess.start(command, address, folder);
  }

  @Override
  public Contender describe(ServerProcess process, Setting setting) {
    return new Contender(
        name(), false, "", "", version(), "rabbitmq-server, a durable queue, publisher confirms");
  }

  /** By the folder that it is installed in. */
  private static String version() {
    try (Stream<Path> folders = Files.list(VERSIONS)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.startsWith(PREFIX))
          .map(name -> name.substring(PREFIX.length()))
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
