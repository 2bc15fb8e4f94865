// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The JVM options of servers. */
public final class JvmFlags {
  /** What {@code ./lab} gives the JVM, handed on by it so that there is one place for it. */
  private static final String VARIABLE = "LAB_SERVER_FLAGS";

  /** Sizes for a server that allocates nothing; one that does would collect all the time. */
  private static final Set<String> OURS_ALONE = Set.of("-Xms8m", "-Xmn4m");

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
  static List<String> ofPeers() {
    return ofLab().stream()
        .filter(flag -> !OURS_ALONE.contains(flag) && !flag.startsWith("-XX:AOTCache"))
        .toList();
  }

  /** The JVM that this is. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
