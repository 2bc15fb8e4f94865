// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import socketlab.net.rig.LoopRig;

/** Runs a program of the tests in a JVM of its own, with few descriptors. */
final class ChildJvm {
  private ChildJvm() {}

  /**
   * Classes in folders as jars: those are open already, so that a class can be loaded when there
   * are no descriptors left.
   */
  private static String classPath() throws IOException {
    List<String> parts = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
      parts.add(Files.isDirectory(Path.of(part)) ? jar(Path.of(part)).toString() : part);
    }
    return parts.stream().collect(Collectors.joining(File.pathSeparator));
  }

  private static Path jar(Path classes) throws IOException {
    Path jar = Files.createTempFile("lab-test", ".jar");
    jar.toFile().deleteOnExit();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes).filter(Files::isRegularFile)) {
      for (Path file : files.toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  /**
   * Runs it to its end, which has to be a good one.
   *
   * @return what it said
   */
  static List<String> run(int files, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "ulimit -n " + files + "; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                classPath(),
                program.getName()));
    command.addAll(Arrays.asList(arguments));
    Path output = Files.createTempFile("lab-test", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(2 * LoopRig.SOON.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      List<String> lines = Files.readAllLines(output, UTF_8);
      assertTrue(ended, () -> "did not end: " + lines);
      assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
      return lines;
    } finally {
      Files.delete(output);
    }
  }
}
