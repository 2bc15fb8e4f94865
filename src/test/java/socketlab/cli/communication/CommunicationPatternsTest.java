// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.communication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.cli.text.RecordedRuns;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Grade;

/** The lessons of the communication patterns, as the jar has them. */
@Timeout(60)
class CommunicationPatternsTest {
  private static final Path PAGES = Path.of("docs/communication");
  private static final RecordedRuns RECORDED = new RecordedRuns();

  static List<CommunicationPattern> all() {
    return CommunicationPatterns.all();
  }

  @Test
  void everyPageIsInTheList() throws IOException {
    try (Stream<Path> pages = Files.list(PAGES)) {
      Set<String> files =
          pages
              .map(page -> page.getFileName().toString().replace(".md", ""))
              .collect(Collectors.toSet());
      assertEquals(files, all().stream().map(CommunicationPattern::id).collect(Collectors.toSet()));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void eachIsWhole(CommunicationPattern pattern) {
    for (String text : List.of(pattern.wire(), pattern.server(), pattern.use(), pattern.fails())) {
      assertTrue(text.endsWith("."), text);
      assertFalse(text.contains("\n"), text);
    }
    assertTrue(pattern.picture().lines().count() > 5, pattern.picture());
    assertTrue(pattern.picture().lines().allMatch(line -> line.length() <= 100));
    assertTrue(pattern.tryIt().contains("./lab serve"), pattern.tryIt());
    assertTrue(Files.exists(Path.of(pattern.source())), pattern.source());
  }

  /** Its figures are those of a recorded run that saw what was expected. */
  @ParameterizedTest
  @MethodSource("all")
  void eachIsMeasured(CommunicationPattern pattern) {
    assertFalse(pattern.measured().isEmpty());
    String text = new CommunicationText(80).of(pattern);
    for (String id : pattern.measured()) {
      assertTrue(Experiments.byId(id).isPresent(), id);
      assertEquals(Grade.EXPECTED, RECORDED.of(id).observation().grade(), id);
      assertTrue(text.replaceAll("\\s+", " ").contains("lab run " + id), text);
    }
  }

  @Test
  void aPageWithoutAPartSaysWhich() throws IOException {
    String page = Files.readString(PAGES.resolve("push.md"));
    for (String part : List.of("## Wire", "## When", "## Try", "See also: ", "# push\n")) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> CommunicationPage.parse("push", page.replace(part, "?")),
              part);
      assertTrue(refused.getMessage().startsWith("docs/communication/push.md: "), part);
    }
  }
}
