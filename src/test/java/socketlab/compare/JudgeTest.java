// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

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
import socketlab.compare.data.Verdict;

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
            "\n", Words.verdict(judge, judge.against("nginx"), judge.noise("nginx"), List.of()));
    assertTrue(words.contains("no more than a server differs from itself"), words);
    assertTrue(words.contains("they differ"), words);
  }

  @Test
  void aServerWithIdleTimeWasNotDrivenToItsLimit() {
    // 1,000 requests in 3 s: at 5 µs each next to nothing, at 3,000 µs all of a CPU.
    String idle = new Judge(samples(5, 5, 7), 1).unsaturated(1).getFirst();
    assertTrue(idle.endsWith("nginx (0 %), ours (0 %)."), idle);
    assertEquals(List.of(), new Judge(samples(3_000, 3_000, 3_100), 1).unsaturated(1));
    assertEquals(1, new Judge(samples(3_000, 3_000, 3_100), 1).unsaturated(2).size());
  }

  private static List<String> regressions(List<Sample> now, List<Sample> before, String baseline) {
    return Words.regressions(new Judge(now, 1).against(before, baseline));
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
