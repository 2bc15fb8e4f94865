// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.net.Transport;
import socketlab.pattern.Pattern;
import socketlab.pattern.PatternOption;

/** {@code lab serve}: a pattern over a transport. */
public record LabServer(Pattern pattern, Transport transport) implements Candidate {
  /** In the project's folder, which is that of every campaign. */
  public static final String LAUNCHER = "./lab";

  @Override
  public String name() {
    return pattern.id() + "/" + transport.id();
  }

  @Override
  public Optional<String> missing() {
    return pattern.availability(transport).cause();
  }

  @Override
  public Optional<String> cannot(Load load) {
    return Optional.empty();
  }

  @Override
  public ServerProcess start(Setting setting) throws IOException, InterruptedException {
    List<String> arguments = arguments(setting);
    if (setting.protocol().isTls()) {
      ServerCertificate certificate = ServerCertificate.get();
      arguments.add("--cert=" + certificate.certificate());
      arguments.add("--key=" + certificate.key());
    }
    if (setting.protocol() == LoadProtocol.PUBLISHING) {
      Path data = DataFolders.create();
      arguments.add("--data=" + data);
      return ServerProcess.start(command(setting.cpus(), setting.jvmOptions(), arguments), data);
    }
    return start(setting.cpus(), setting.jvmOptions(), arguments);
  }

  /** By the launcher, in the project's folder. */
  @Override
  public ServerProcess launch(Setting setting) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Pinning.prefix(setting.cpus()));
    command.add(LAUNCHER);
    command.addAll(arguments(setting));
    return ServerProcess.start(command);
  }

  /**
   * Starts {@code lab serve} with these options, as {@code ./lab} would.
   *
   * @param cpus it is pinned to
   * @param options but for the port
   */
  public static ServerProcess serve(int cpus, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("serve", "--port=0"));
    arguments.addAll(List.of(options));
    return start(cpus, List.of(), arguments);
  }

  private static ServerProcess start(int cpus, List<String> jvmOptions, List<String> arguments)
      throws IOException, InterruptedException {
    return ServerProcess.start(command(cpus, jvmOptions, arguments));
  }

  /** What starts the lab as {@code ./lab} would, pinned to so many CPUs. */
  public static List<String> command(int cpus, List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>(Pinning.prefix(cpus));
    command.add(JvmFlags.java());
    command.addAll(JvmFlags.ofLab());
    command.addAll(jvmOptions);
    command.addAll(JvmFlags.lab());
    command.addAll(arguments);
    return command;
  }

  private List<String> arguments(Setting setting) {
    List<String> arguments = new ArrayList<>();
    arguments.add("serve");
    arguments.add("--port=0");
    arguments.add("--pattern=" + pattern.id());
    arguments.add("--transport=" + transport.id());
    LoadProtocol protocol = setting.protocol();
    arguments.add("--protocol=" + (protocol == LoadProtocol.TCP ? "echo" : "http"));
    if (protocol.isTls()) {
      arguments.add("--tls");
    }
    if (protocol == LoadProtocol.PUBLISHING) {
      arguments.add("--fsync=batch");
    }
    arguments.addAll(counts(pattern, setting.cpus(), setting.workers()));
    // Idle connections are to stay for as long as they are measured.
    arguments.add("--idle-timeout=5m");
    return arguments;
  }

  /** The options that say how many threads a pattern has: those of the two that it knows. */
  public static List<String> counts(Pattern pattern, int threads, int workers) {
    List<String> counts = new ArrayList<>();
    if (pattern.options().contains(PatternOption.THREADS)) {
      counts.add("--threads=" + threads);
    }
    if (pattern.options().contains(PatternOption.WORKERS)) {
      counts.add("--workers=" + workers);
    }
    return counts;
  }

  @Override
  public Contender describe(ServerProcess process, Setting setting) {
    String version = LabServer.class.getPackage().getImplementationVersion();
    return new Contender(
        name(),
        true,
        pattern.id(),
        transport.id(),
        version == null ? "development" : version,
        LAUNCHER + " " + String.join(" ", arguments(setting)));
  }
}
