// SPDX-License-Identifier: Apache-2.0
package socketlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A package has one reason and few files, so that its listing can be read as a whole. */
@Timeout(60)
class RoomsTest {
  /** Some fifteen files in a package, in each source set; package-info does not count. */
  private static final int MOST = 16;

  /** These are being rebuilt; each goes when it has its rooms. */
  private static final Set<String> NOT_YET = Set.of("socketlab.pattern", "socketlab.protocol.http");

  @Test
  void noPackageHasMoreFilesThanCanBeReadAsAWhole() {
    Map<Path, Long> tooMany = new TreeMap<>(filesByFolder());
    tooMany.values().removeIf(files -> files <= MOST);
    tooMany
        .keySet()
        .removeIf(folder -> NOT_YET.contains(SourceTree.packageOf(folder.resolve("X"))));
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

  @Test
  void whatIsExemptHasTooManyFiles() {
    Set<String> tooMany =
        filesByFolder().entrySet().stream()
            .filter(folder -> folder.getValue() > MOST)
            .map(folder -> SourceTree.packageOf(folder.getKey().resolve("X")))
            .collect(Collectors.toSet());
    assertTrue(tooMany.containsAll(NOT_YET), "is small enough by now: one of " + NOT_YET);
  }

  private static Map<Path, Long> filesByFolder() {
    return SourceTree.files().stream()
        .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
  }
}
