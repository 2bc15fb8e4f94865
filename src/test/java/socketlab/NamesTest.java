// SPDX-License-Identifier: Apache-2.0
package socketlab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A simple name means one class in the whole project, so that a reader knows which is meant. */
@Timeout(60)
class NamesTest {
  @Test
  void noTwoClassesHaveOneSimpleName() {
    Map<String, List<Path>> twice = new TreeMap<>(byName());
    twice.values().removeIf(files -> files.size() == 1);
    assertEquals(Map.of(), twice);
  }

  private static Map<String, List<Path>> byName() {
    return SourceTree.files().stream().collect(Collectors.groupingBy(SourceTree::classOf));
  }
}
