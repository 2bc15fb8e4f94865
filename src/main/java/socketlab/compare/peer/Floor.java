// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.Pinning;
import socketlab.compare.server.Program;
import socketlab.compare.server.ServerProcess;
import socketlab.net.Transport;

/**
 * The least server on a transport: what costs more than it is not the kernel's. It stands in
 * src/jmh, in Java, and for the native transports in C, which is compiled when it is first started.
 */
record Floor(Transport transport, boolean isInC) implements Candidate {
  private static final String PACKAGE = "socketlab.bench.floor.";
  private static final Path SOURCES = Path.of("src", "jmh", "c");
  private static final Path TARGET = Path.of("target");
  private static final String COMPILER = "cc";

  @Override
  public String name() {
    return "floor-" + (isInC ? "c-" : "") + shortId();
  }

  /** As in the names of other servers over it. */
  private String shortId() {
    return transport == Transport.IO_URING ? "uring" : transport.id();
  }

  private String mainClass() {
    String id = shortId();
    return PACKAGE + Character.toUpperCase(id.charAt(0)) + id.substring(1) + "Floor";
  }

  private Path source() {
    return SOURCES.resolve("floor_" + shortId() + ".c");
  }

  private Path program() {
    return TARGET.resolve(name());
  }

  @Override
  public Optional<String> missing() {
    return transport.availability().cause().or(this::missingCode);
  }

  private Optional<String> missingCode() {
    if (!isInC) {
      return JvmFlags.missing(mainClass());
    }
    if (!Files.exists(source())) {
      return Optional.of(source() + " is not here; run ./lab compare in the project's folder");
    }
    return Program.find(COMPILER).isPresent()
        ? Optional.empty()
        : Optional.of("no C compiler; install one, for example: apt-get install gcc libc6-dev");
  }

  @Override
  public Optional<String> cannot(Load load) {
    return load.protocol().isPlain()
        ? JavaPeer.cannotAnswer(load)
        : Optional.of("only answers HTTP/1.1 in clear");
  }

  /**
   * @throws IOException when more than one loop is wanted, or the compiler refuses the source
   */
  @Override
  public ServerProcess start(Setting setting) throws IOException, InterruptedException {
    if (setting.cpus() != 1) {
      throw new IOException("a floor has one loop; leave --server-cpus at 1");
    }
    if (isInC) {
      compile();
    }
    List<String> command = new ArrayList<>(Pinning.prefix(setting.cpus()));
    command.addAll(isInC ? program(setting) : java(setting, JvmFlags.java(), classPath()));
    return ServerProcess.start(command);
  }

  private List<String> program(Setting setting) {
    return List.of(program().toString(), "0", String.valueOf(setting.cpus()));
  }

  /** With the lab's own options: it allocates as little. */
  private List<String> java(Setting setting, String java, List<String> classPath) {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(JvmFlags.ofFloors());
    command.addAll(setting.jvmOptions());
    command.addAll(classPath);
    command.addAll(List.of(mainClass(), "0", String.valueOf(setting.cpus())));
    return command;
  }

  private static List<String> classPath() {
    return List.of("-cp", System.getProperty("java.class.path"));
  }

  /** Compiles what is older than a source, beside it first: half a program is none. */
  private void compile() throws IOException {
    if (Files.exists(program()) && !isOlderThanItsSources()) {
      return;
    }
    Files.createDirectories(TARGET);
    Path fresh = Files.createTempFile(TARGET, name(), "");
    try {
      String output =
          Program.output(List.of(COMPILER, "-O2", "-o", fresh.toString(), source().toString()));
      if (Files.size(fresh) == 0) {
        throw new IOException(
            COMPILER + " refused it: " + output.lines().findFirst().orElse("it said nothing"));
      }
      Files.move(fresh, program(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private boolean isOlderThanItsSources() throws IOException {
    FileTime compiled = Files.getLastModifiedTime(program());
    for (Path part : List.of(source(), SOURCES.resolve("floor.h"))) {
      if (Files.getLastModifiedTime(part).compareTo(compiled) > 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Contender describe(ServerProcess process, Setting setting) {
    List<String> command = isInC ? program(setting) : java(setting, "java", List.of());
    return new Contender(name(), false, "", "", process.version(), String.join(" ", command));
  }
}
