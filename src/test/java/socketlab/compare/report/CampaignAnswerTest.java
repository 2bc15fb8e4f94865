// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.SampleCampaign;
import socketlab.compare.report.Remarks.Group;

/** A campaign's page begins with three sentences, and the rest is counted by kind. */
@Timeout(60)
class CampaignAnswerTest {
  @Test
  void itSaysWhatCameOutWhatIsOpenAndHowSureItIs() {
    List<String> sentences = new CampaignAnswer(SampleCampaign.of(1)).sentences();
    assertEquals("The limits of the speed table: 1 met, 1 not measured.", sentences.getFirst());
    assertTrue(
        sentences.getLast().startsWith("Two processes of one server differed by up to 1.0 %"),
        sentences.toString());
  }

  @Test
  void sentencesAreGroupedByWhatTheyAreAbout() {
    Remarks remarks =
        Remarks.of(
            List.of(
                "plaintext at a rate, a: the generator was late: it sent 390 of 32070 requests",
                "plaintext at a rate, b: the generator was late: it sent 374 of 32070 requests",
                "echo: throughput was not steady after 10 s of warm-up: nginx.",
                "Noise check, echo: a second process of nginx",
                "Something that nobody foresaw."));
    assertEquals(
        List.of(1, 2, 1, 1),
        remarks.groups().stream().map(group -> group.sentences().size()).toList());
    assertEquals("Other remarks", remarks.groups().getLast().title());
    assertEquals(4, remarks.warnings());
  }

  static Stream<Path> campaigns() throws IOException {
    return Files.list(Path.of("bench-results"))
        .filter(folder -> Files.exists(folder.resolve(Campaign.FILE)))
        .toList()
        .stream();
  }

  /** Of every campaign that is kept: nothing is lost, and nothing is of an unknown kind. */
  @ParameterizedTest
  @MethodSource("campaigns")
  void keptCampaignsBeginWithTheirAnswer(Path folder) throws IOException {
    Campaign campaign = Campaign.read(folder);
    List<String> sentences = new CampaignAnswer(campaign).sentences();
    assertTrue(sentences.size() >= 2 && sentences.size() <= 3, sentences.toString());
    List<Group> groups = Remarks.of(campaign.verdict()).groups();
    assertEquals(
        campaign.verdict().size(), groups.stream().mapToInt(g -> g.sentences().size()).sum());
    assertTrue(groups.stream().noneMatch(g -> g.title().startsWith("Other")), groups.toString());
  }
}
