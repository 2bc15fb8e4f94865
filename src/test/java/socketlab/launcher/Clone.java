// SPDX-License-Identifier: Apache-2.0
package socketlab.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A clone of the project as far as the launcher looks at it, with a JDK and a Maven that only note
 * what they are asked for.
 */
final class Clone {
  /** The end of a zip file, which is what makes a jar whole. */
  static final String WHOLE_JAR = "PK\\005\\006" + "\\000".repeat(18);

  private static final String JAVA =
      """
      #!/bin/sh
      for argument; do
        case $argument in -XX:AOTCacheOutput=*) echo cache >"${argument#*=}"; exit ;; esac
      done
      printf '%s\\n' "$@"
      """;

  final Path folder;
  final Path tools;
  final Map<String, String> environment = new TreeMap<>();

  /** What a run of the launcher came to. */
  record Run(int exitCode, List<String> out, List<String> err) {}

  /**
   * @param root an empty folder
   * @param name of the clone in it
   */
  Clone(Path root, String name) throws IOException {
    folder = Files.createDirectories(root.resolve(name));
    tools = Files.createDirectories(root.resolve("tools"));
    Files.copy(Path.of("lab"), folder.resolve("lab"));
    script(folder.resolve("lab"), Files.readString(Path.of("lab")));
    write("pom.xml", "");
    write("docs/glossary.md", "");
    write("src/main/java/A.java", "");
    Path jdk = root.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    script(jdk.resolve("bin/java"), JAVA);
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    mvn("printf '" + WHOLE_JAR + "' >target/lab.jar");
    environment.put("JAVA_HOME", jdk.toString());
    environment.put("PATH", tools + ":/usr/local/bin:/usr/bin:/bin");
    environment.put("HOME", Files.createDirectories(root.resolve("home")).toString());
  }

  /** What Maven does from now on, in the clone's folder; each time adds a line to a file. */
  void mvn(String commands) throws IOException {
    script(tools.resolve("mvn"), "#!/bin/sh\necho built >>../builds\n" + commands + "\n");
  }

  int builds() throws IOException {
    Path builds = folder.resolveSibling("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  Path jar() {
    return folder.resolve("target/lab.jar");
  }

  void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    file.toFile().setExecutable(true, false);
  }

  /** Starts the launcher; its output goes to files, so that nobody has to read along. */
  Process start(Path output, String... arguments) throws IOException {
    return start(List.of(), output, arguments);
  }

  private Process start(List<String> before, Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(folder.resolve("lab").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectOutput(Path.of(output + ".out").toFile());
    builder.redirectError(Path.of(output + ".err").toFile());
    return builder.start();
  }

  Run run(String... arguments) throws IOException, InterruptedException {
    return runBy(List.of(), arguments);
  }

  /**
   * @param before the program that runs it, with its options
   */
  Run runBy(List<String> before, String... arguments) throws IOException, InterruptedException {
    Path output = folder.resolveSibling("output");
    return ended(start(before, output, arguments), output);
  }

  static Run ended(Process process, Path output) throws IOException, InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running: " + Files.readString(Path.of(output + ".err")));
    }
    return new Run(
        process.exitValue(),
        Files.readAllLines(Path.of(output + ".out")),
        Files.readAllLines(Path.of(output + ".err")));
  }
}
