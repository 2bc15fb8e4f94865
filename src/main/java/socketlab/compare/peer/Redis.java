// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.DataFolders;
import socketlab.compare.server.Pinning;
import socketlab.compare.server.Program;
import socketlab.compare.server.ServerProcess;

/** Redis as a log of messages: a stream, whose every write is on disk before it is answered. */
final class Redis implements Candidate {
  private static final String PROGRAM = "redis-server";
  private static final Pattern VERSION = Pattern.compile("v=(\\S+)");

  /** See redis.io/docs, persistence; what is not here is its default. */
  private static final List<String> DURABLE =
      List.of("--appendonly", "yes", "--appendfsync", "always", "--save", "");

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Optional<String> missing() {
    return Program.find(PROGRAM).isPresent()
        ? Optional.empty()
        : Optional.of("not installed; install it, for example: apt-get install redis-server");
  }

  @Override
  public Optional<String> cannot(Load load) {
    return load.protocol() == LoadProtocol.PUBLISHING
        ? Optional.empty()
        : Optional.of("keeps messages; it takes part in publish");
  }

  @Override
  public String publishedBy() {
    return "resp";
  }

  @Override
  public ServerProcess start(Setting setting) throws IOException, InterruptedException {
    Path folder = DataFolders.create();
    InetSocketAddress address = FreePort.find();
    List<String> command = new ArrayList<>(Pinning.prefix(setting.cpus()));
    command.add(Program.find(PROGRAM).orElseThrow().toString());
    command.addAll(List.of("--port", String.valueOf(address.getPort()), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", folder.toString()));
    command.addAll(DURABLE);
    return ServerProcess.start(command, address, folder);
  }

  @Override
  public Contender describe(ServerProcess process, Setting setting) {
    Matcher version = VERSION.matcher(Program.output(List.of(PROGRAM, "--version")));
    return new Contender(
        name(),
        false,
        "",
        "",
        version.find() ? version.group(1) : "unknown",
        "redis-server --appendonly yes --appendfsync always, XADD");
  }
}
