// SPDX-License-Identifier: Apache-2.0
package socketlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A simple name means one class in the whole project, so that a reader knows which is meant. */
@Timeout(60)
class NamesTest {
  /** In packages that are being rebuilt; each goes when its second class has another name. */
  private static final Set<String> NOT_YET = Set.of("BackPressureTest", "Workers");

  @Test
  void noTwoClassesHaveOneSimpleName() {
    Map<String, List<Path>> twice = new TreeMap<>(byName());
    twice.values().removeIf(files -> files.size() == 1);
    twice.keySet().removeAll(NOT_YET);
    assertEquals(Map.of(), twice);
  }

  @Test
  void whatIsExemptIsThereTwice() {
    Map<String, List<Path>> byName = byName();
    for (String name : NOT_YET) {
      assertFalse(byName.getOrDefault(name, List.of()).size() < 2, name + " is unique by now");
    }
  }

  private static Map<String, List<Path>> byName() {
    return SourceTree.files().stream().collect(Collectors.groupingBy(SourceTree::classOf));
  }
}
