// SPDX-License-Identifier: Apache-2.0
package socketlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java files of the project as they stand on the disk, without the package-info files. */
final class SourceTree {
  private static final List<Path> ROOTS =
      Stream.of("main", "test", "jmh").map(set -> Path.of("src", set, "java")).toList();

  private SourceTree() {}

  /** All files, with their paths from the root of the project. */
  static List<Path> files() {
    return ROOTS.stream().flatMap(root -> filesBelow(root).stream()).toList();
  }

  private static List<Path> filesBelow(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !path.endsWith("package-info.java"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The package of a file, from its folder. */
  static String packageOf(Path file) {
    // The first three names are src, the source set and java.
    return file.subpath(3, file.getNameCount() - 1).toString().replace('/', '.');
  }

  /** The class that a file is named after. */
  static String classOf(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }
}
