// SPDX-License-Identifier: Apache-2.0
package socketlab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options from outside win over the launcher's, and what the JVM says goes to stderr. */
@Timeout(60)
class JvmOptionsTest {
  @TempDir private Path root;
  private Clone clone;

  @BeforeEach
  void aBuiltClone() throws Exception {
    clone = new Clone(root, "clone");
    clone.run("list");
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:+UseG1GC, true",
    "-XX:+UseParallelGC, true",
    "-XX:+UseSerialGC, true",
    "-XX:+UseZGC, false",
    "-XX:+UseShenandoahGC, false"
  })
  void anotherCollectorTakesThePlaceOfTheDefault(String collector, boolean hasCache)
      throws Exception {
    List<String> arguments = with(collector);
    assertEquals(
        List.of(collector),
        arguments.stream().filter(one -> one.matches("-XX:\\+Use.*GC")).toList());
    // A cache that another collector cannot take costs more than none.
    assertEquals(hasCache, arguments.stream().anyMatch(one -> one.startsWith("-XX:AOTCache=")));
  }

  @Test
  void theyComeLast() throws Exception {
    List<String> arguments = with("-Xmx16m  -Dsome=thing");
    int jar = arguments.indexOf("-jar");
    assertEquals(List.of("-Xmx16m", "-Dsome=thing"), arguments.subList(jar - 2, jar));
    assertTrue(arguments.contains("-XX:+UseSerialGC"));
  }

  @ParameterizedTest
  @CsvSource({
    "-Xlog:gc, -Xlog:gc:stderr",
    "-Xlog:gc*, -Xlog:gc*:stderr",
    "-Xlog, -Xlog:all=info:stderr",
    "-verbose:gc, -Xlog:gc:stderr",
    "-Xlog:gc:file=x.log, -Xlog:gc:file=x.log",
    "-Xlog:disable, -Xlog:disable"
  })
  void aLogWithoutAPlaceGoesToStderr(String given, String passed) throws Exception {
    List<String> arguments = with(given);
    assertEquals(passed, arguments.get(arguments.indexOf("-jar") - 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "load", "run", "link", "soak", "trial"})
  void whatRunsForLongHasBothCompilers(String command) throws Exception {
    assertFalse(clone.run(command).out().contains("-XX:TieredStopAtLevel=1"));
    assertTrue(clone.run("list").out().contains("-XX:TieredStopAtLevel=1"));
  }

  @ParameterizedTest
  @CsvSource({
    "LAB_JAVA_OPTS, -Xlog:gc",
    "LAB_JAVA_OPTS, -verbose:gc",
    "LAB_JAVA_OPTS, -XX:+PrintCommandLineFlags",
    "LAB_JAVA_OPTS, -XX:AOTCache=/none",
    "JAVA_TOOL_OPTIONS, -Xlog:gc"
  })
  void nothingOfTheJvmGetsIntoWhatAProgramReads(String variable, String options) throws Exception {
    clone.environment.put("JAVA_HOME", System.getProperty("java.home"));
    clone.environment.put("LAB_NO_AOT", "1");
    clone.environment.put(variable, options);
    jarThatPrints();
    Clone.Run run = clone.run("list");
    assertEquals(List.of(OneLine.TEXT), run.out(), run.err().toString());
  }

  /** What the JVM is told with these options. */
  private List<String> with(String options) throws Exception {
    clone.environment.put("LAB_JAVA_OPTS", options);
    return clone.run("list").out();
  }

  /** Puts a jar in place that any JVM can run. */
  private void jarThatPrints() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, OneLine.class.getName());
    try (OutputStream file = Files.newOutputStream(clone.jar());
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      String name = OneLine.class.getName().replace('.', '/') + ".class";
      jar.putNextEntry(new ZipEntry(name));
      OneLine.class.getClassLoader().getResourceAsStream(name).transferTo(jar);
    }
  }

  /** A program that prints one line. */
  public static final class OneLine {
    static final String TEXT = "{}";

    private OneLine() {}

    public static void main(String[] arguments) {
      System.out.println(TEXT);
    }
  }
}
