// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How other JVMs are started. */
public final class JvmFlags {
  private static final String MAIN = "socketlab.cli.Lab";
  private static final Path JAR = Path.of("target", "lab.jar");

  /** What {@code ./lab} gives the JVM, handed on by it so that there is one place for it. */
  private static final String VARIABLE = "LAB_SERVER_FLAGS";

  /**
   * Sizes for a server that allocates nothing, since one that does would collect all the time; and
   * what makes the lab start fast, but would slow down others that live by reflection.
   */
  private static final Set<String> OURS_ALONE =
      Set.of(
          "-Xms8m",
          "-Xmn4m",
          "-XX:-ShrinkHeapInSteps",
          "-XX:MinHeapFreeRatio=20",
          "-XX:MaxHeapFreeRatio=40",
          "-XX:TrimNativeHeapInterval=10000",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-AOTReplayTraining",
          "-Djdk.reflect.useNativeAccessorOnly=true");

  /** What the jar's manifest grants. */
  private static final List<String> GRANTS =
      List.of("--enable-native-access=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

  private JvmFlags() {}

  /** Of the lab's servers, as {@code ./lab serve} has them. */
  public static List<String> ofLab() {
    String flags = System.getenv().getOrDefault(VARIABLE, "").strip();
    return flags.isEmpty() ? List.of() : List.of(flags.split(" +"));
  }

  /**
   * Of another server: the same collector and object layout, but the JVM's own sizes of the heap's
   * parts, and no cache that was trained for the lab.
   */
  public static List<String> ofPeers() {
    return ofLab().stream()
        .filter(flag -> !OURS_ALONE.contains(flag) && !flag.startsWith("-XX:AOTCache"))
        .toList();
  }

  /**
   * Of the floors: the lab's, but for the cache that was trained for it, and what its jar's
   * manifest grants.
   */
  public static List<String> ofFloors() {
    List<String> flags = new ArrayList<>(ofLab());
    flags.removeIf(flag -> flag.startsWith("-XX:AOTCache"));
    flags.addAll(GRANTS);
    return flags;
  }

  /**
   * What makes a JVM the lab, behind its options: the jar, also where it is one of several on this
   * JVM's class path, or else that class path.
   */
  public static List<String> lab() {
    String classPath = System.getProperty("java.class.path");
    List<String> entries = List.of(classPath.split(File.pathSeparator));
    if (entries.size() == 1 && classPath.endsWith(".jar")) {
      return List.of("-jar", classPath);
    }
    if (entries.contains(JAR.toString())) {
      return List.of("-jar", JAR.toString());
    }
    List<String> flags = new ArrayList<>(GRANTS);
    flags.addAll(List.of("-cp", classPath, MAIN));
    return flags;
  }

  /** The command of a JVM with this one's options that is the lab, without its arguments. */
  public static List<String> again() {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(lab());
    return command;
  }

  /** Why a class of src/jmh cannot be started, in one line; empty when it can. */
  public static Optional<String> missing(String mainClass) {
    String file = mainClass.replace('.', '/') + ".class";
    return JvmFlags.class.getClassLoader().getResource(file) == null
        ? Optional.of("not in the lab's jar; run ./lab compare in the project's folder")
        : Optional.empty();
  }

  /** The JVM that this is. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
