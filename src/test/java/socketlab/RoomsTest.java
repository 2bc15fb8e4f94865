// SPDX-License-Identifier: Apache-2.0
package socketlab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A package has one reason and few files, so that its listing can be read as a whole. */
@Timeout(60)
class RoomsTest {
  /** Some fifteen files in a package, in each source set; package-info does not count. */
  private static final int MOST = 16;

  /** Contract suites, one flat list of a test class a promise; in the tests alone. */
  private static final Set<Path> SUITES =
      Stream.of("pattern", "protocol/http1")
          .map(suite -> Path.of("src", "test", "java", "socketlab").resolve(suite))
          .collect(Collectors.toSet());

  @Test
  void noPackageHasMoreFilesThanCanBeReadAsAWhole() {
    Map<Path, Long> tooMany = new TreeMap<>(filesByFolder());
    tooMany.values().removeIf(files -> files <= MOST);
    tooMany.keySet().removeAll(SUITES);
    assertEquals(Map.of(), tooMany);
  }

  @Test
  void everyPackageOfTheLabSaysWhatItIsFor() {
    List<Path> silent =
        filesByFolder().keySet().stream()
            .filter(folder -> folder.startsWith(Path.of("src", "main")))
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .sorted()
            .toList();
    assertEquals(List.of(), silent);
  }

  private static Map<Path, Long> filesByFolder() {
    return SourceTree.files().stream()
        .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
  }
}
