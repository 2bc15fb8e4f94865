// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.Comparison;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.data.SampleCampaign;
import socketlab.compare.data.Summary;
import socketlab.compare.data.Verdict;
import socketlab.compare.report.VerdictText;

@Timeout(60)
class JudgeTest {
  @Test
  void aServerIsComparedWithTheBaselineAndNotWithItself() {
    Judge judge = new Judge(samples(5, 5, 7), 1);
    List<Comparison> all = judge.against("nginx");
    assertEquals(List.of("ours"), all.stream().map(Comparison::server).toList());
    assertEquals(5 / 7.0, all.getFirst().ratio(), 0.02);
    assertEquals(Verdict.BETTER, all.getFirst().verdict());
  }

  @Test
  void whereTheBaselineDidNotTakePartAnotherIsIt() {
    List<Comparison> all = new Judge(samples(5, 5, 7), 1).against("not there");
    assertEquals("nginx", all.getFirst().baseline());
    assertEquals(List.of("ours"), all.stream().map(Comparison::server).toList());
  }

  @Test
  void theNoiseCheckIsTheSecondProcessAgainstTheFirst() {
    Judge same = new Judge(samples(5, 5, 7), 1);
    assertEquals(Verdict.CANNOT_TELL, same.noise("nginx").getFirst().verdict());
    Comparison apart = new Judge(samples(5, 6, 7), 1).noise("nginx").getFirst();
    assertEquals(1.2, apart.ratio(), 0.03);
    assertEquals(Verdict.WORSE, apart.verdict());
  }

  @Test
  void aSlowerServerIsARegressionAndASlowerMachineIsNone() {
    List<Sample> before = samples(5, 5, 7);
    assertEquals(List.of(), regressions(samples(5, 5, 7), before, "nginx"));
    assertEquals(1, regressions(samples(6, 6, 7), before, "nginx").size());
    // Twice as slow, as is the baseline.
    assertEquals(List.of(), regressions(samples(10, 10, 14), before, "nginx"));
    assertEquals(2, regressions(samples(10, 10, 14), before, "not there").size());
  }

  @Test
  void wordsSayWhereADifferenceIsNoMoreThanNoise() {
    Judge judge = new Judge(samples(5, 6, 5.5), 1);
    String words =
        String.join(
            "\n",
            VerdictText.verdict(judge, judge.against("nginx"), judge.noise("nginx"), List.of()));
    assertTrue(words.contains("cannot tell: two processes of one server differ as much"), words);
    assertTrue(words.contains("smaller differences than 20.0 % cannot be seen in this run"), words);
  }

  @Test
  void aDifferenceThatIsNoMoreThanNoiseIsNoVerdict() {
    assertEquals(
        Verdict.CANNOT_TELL,
        new Judge(samples(5, 6, 5.5), 1).against("nginx").getFirst().verdict());
    assertEquals(
        Verdict.BETTER, new Judge(samples(5, 5.1, 5.5), 1).against("nginx").getFirst().verdict());
  }

  @Test
  void aWorkloadThatWasNotCheckedHasTheNoiseOfTheRun() {
    List<Sample> samples = new ArrayList<>(samples(5, 6, 7));
    samples(5, 5, 5.5).stream()
        .filter(one -> one.process() == 1)
        .map(one -> under("echo", one))
        .forEach(samples::add);
    List<Comparison> all = new Judge(samples, 1).against("nginx");
    assertEquals(List.of("plaintext", "echo"), all.stream().map(Comparison::workload).toList());
    assertEquals(
        List.of(Verdict.BETTER, Verdict.CANNOT_TELL),
        all.stream().map(Comparison::verdict).toList());
  }

  @Test
  void manyServersAreCountedByTheSameVerdict() {
    List<Sample> samples = new ArrayList<>(samples(5, 6, 5.5));
    for (String other : List.of("a", "b", "c", "d")) {
      for (int round = 1; round <= 7; round++) {
        samples.add(sample(other, 1, round, 5.4 * (1 + 0.002 * (round - 4))));
      }
    }
    Judge judge = new Judge(samples, 1);
    String words =
        VerdictText.verdict(judge, judge.against("nginx"), judge.noise("nginx"), List.of())
            .getFirst();
    assertTrue(words.contains("of 5 servers, 0 spend less"), words);
    assertTrue(words.contains("0 spend more, and for 5 the rounds cannot tell"), words);
  }

  @Test
  void everyPercentileAndTheRateAreOfTheRoundsAtARate() {
    List<Sample> samples = SampleCampaign.of(1).samples();
    List<String> told =
        new Judge(samples, 1)
            .summaries().stream()
                .filter(one -> one.rounds() == 4 && one.server().equals("nginx"))
                .map(Summary::metric)
                .map(id -> Metric.byId(id).orElseThrow().title())
                .toList();
    assertEquals(List.of("P50", "P75", "P90", "P99", "P99.9", "P99.99", "max", "asked rate"), told);
    assertTrue(
        new Judge(samples, 1)
            .against("nginx").stream().noneMatch(one -> one.metric().equals(Metric.ASKED.id())),
        "what was asked is no server's merit");
  }

  @Test
  void aServerWithIdleTimeWasNotDrivenToItsLimit() {
    // 1,000 requests in 3 s: at 5 µs each next to nothing, at 3,000 µs all of a CPU.
    String idle = VerdictText.unsaturated(new Judge(samples(5, 5, 7), 1).unsaturated(1)).getFirst();
    assertTrue(idle.endsWith("nginx (0 %), ours (0 %)."), idle);
    assertEquals(Map.of(), new Judge(samples(3_000, 3_000, 3_100), 1).unsaturated(1));
    assertEquals(1, new Judge(samples(3_000, 3_000, 3_100), 1).unsaturated(2).size());
  }

  @Test
  void whoAnswersFarMoreForNoLessCpuIsNamed() {
    assertEquals(
        List.of(
            "mixed: ours answers the most requests a second, 2.000 [2.000–2.000] times those of"
                + " nginx."),
        aboutThroughput(2_000, 7));
    assertEquals(List.of(), aboutThroughput(1_400, 7), "by too little");
    assertEquals(List.of(), aboutThroughput(2_000, 5), "its CPU says so already");
  }

  private static List<String> aboutThroughput(double ours, double cpu) {
    List<Sample> samples = new ArrayList<>();
    for (int round = 1; round <= 7; round++) {
      samples.add(mixed("ours", round, cpu, ours));
      samples.add(mixed("nginx", round, 7, 1_000));
    }
    Judge judge = new Judge(samples, 1);
    return VerdictText.verdict(judge, judge.against("nginx"), judge.noise("nginx"), List.of())
        .stream()
        .filter(line -> line.contains("requests a second"))
        .toList();
  }

  private static Sample mixed(String server, int round, double cpu, double throughput) {
    return new Sample(
        "mixed",
        server,
        1,
        Sample.Phase.SATURATION,
        round,
        1,
        3,
        1_000,
        0,
        Map.of(Metric.CPU.id(), cpu, Metric.THROUGHPUT.id(), throughput));
  }

  private static List<String> regressions(List<Sample> now, List<Sample> before, String baseline) {
    return VerdictText.regressions(new Judge(now, 1).against(before, baseline));
  }

  /** CPU a request of ours, of a second process of ours, and of nginx. */
  private static List<Sample> samples(double ours, double again, double nginx) {
    List<Sample> samples = new ArrayList<>();
    for (int round = 1; round <= 7; round++) {
      double jitter = 1 + 0.002 * (round - 4);
      samples.add(sample("ours", 1, round, ours * jitter));
      samples.add(sample("ours", 2, round, again * jitter));
      samples.add(sample("nginx", 1, round, nginx * jitter));
    }
    return samples;
  }

  private static Sample under(String workload, Sample one) {
    return new Sample(
        workload,
        one.server(),
        one.process(),
        one.phase(),
        one.round(),
        one.turn(),
        one.seconds(),
        one.requests(),
        one.errors(),
        one.values());
  }

  private static Sample sample(String server, int process, int round, double cpu) {
    return new Sample(
        "plaintext",
        server,
        process,
        Sample.Phase.SATURATION,
        round,
        1,
        3,
        1_000,
        0,
        Map.of(Metric.CPU.id(), cpu));
  }
}
