// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.cli.text.RecordedRuns;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Grade;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** Every combination of answers, one by one: there are 64. */
@Timeout(60)
class RulesTest {
  private static final RecordedRuns RECORDED = new RecordedRuns();

  static List<Needs> everybody() {
    List<Map<Question, Need>> all = List.of(new EnumMap<>(Question.class));
    for (Question question : Question.values()) {
      List<Map<Question, Need>> more = new ArrayList<>();
      for (Map<Question, Need> some : all) {
        for (Need need : question.needs()) {
          Map<Question, Need> one = new EnumMap<>(some.isEmpty() ? Map.of(question, need) : some);
          one.put(question, need);
          more.add(one);
        }
      }
      all = more;
    }
    return all.stream().map(Needs::new).toList();
  }

  static List<Reason> reasons() {
    return Rules.ALL.stream().flatMap(rule -> rule.reasons().stream()).distinct().toList();
  }

  @Test
  void thereAreSoMany() {
    assertEquals(2 * 4 * 2 * 2 * 2, Set.copyOf(everybody()).size());
  }

  @ParameterizedTest
  @MethodSource("everybody")
  void everybodyGetsAPatternThatIsThereWithReasons(Needs needs) {
    Recommendation advice = Recommendation.of(needs, RECORDED);
    assertTrue(Patterns.byId(advice.lesson().id()).isPresent());
    assertTrue(advice.grounds().size() >= 2, advice.toString());
    for (Recommendation.Ground ground : advice.grounds()) {
      assertFalse(ground.text().contains(Reason.PLACE), ground.text());
      ground
          .figures()
          .forEach(figure -> assertTrue(ground.text().contains(figure.seen()), ground.text()));
    }
  }

  @Test
  void codeThatBlocksWhileItWaitsHasAThreadThatNoOtherConnectionNeeds() {
    assertEquals(
        Set.of("virtual-threads", "thread-per-connection"),
        advised(needs -> is(needs, Need.BLOCKS, Need.WAIT)));
    assertEquals(
        Set.of("message-balancing", "thread-per-connection"),
        advised(needs -> is(needs, Need.BLOCKS, Need.BURN)));
  }

  @Test
  void manyConnectionsAndShortOnesHaveNoPlatformThreadEach() {
    for (Need need : List.of(Need.MANY_LONG, Need.MANY_SHORT, Need.FEW_SHORT)) {
      assertFalse(advised(needs -> is(needs, need)).contains("thread-per-connection"));
    }
  }

  @Test
  void codeThatComputesGetsNoVirtualThreads() {
    assertFalse(advised(needs -> is(needs, Need.BURN)).contains("virtual-threads"));
  }

  @Test
  void oneThreadIsForOneCpuAndCodeThatNeverBlocks() {
    assertEquals(
        Set.of("single-thread"), advised(needs -> is(needs, Need.ONE_CPU, Need.NEVER_BLOCKS)));
    assertFalse(
        advised(needs -> is(needs, Need.SEVERAL_CPUS) || is(needs, Need.BLOCKS))
            .contains("single-thread"));
  }

  @Test
  void aHashIsForManyConnectionsAndForNobodyWithAnEyeOnTheTail() {
    assertFalse(
        advised(
                needs ->
                    is(needs, Need.TAIL)
                        || is(needs, Need.FEW_LONG)
                        || is(needs, Need.FEW_SHORT)
                        || is(needs, Need.ONE_CPU))
            .contains("sharded"));
  }

  @Test
  void longComputationsWithAnEyeOnTheTailHaveOneQueue() {
    assertEquals(
        Set.of("message-balancing"),
        advised(
            needs ->
                is(needs, Need.BURN, Need.TAIL, Need.NEVER_BLOCKS, Need.SEVERAL_CPUS)
                    && (is(needs, Need.FEW_LONG) || is(needs, Need.MANY_LONG))));
  }

  @Test
  void everyPatternIsForSomebodyAndEveryRuleAndEveryReason() {
    assertEquals(
        Patterns.all().stream().map(Pattern::id).collect(Collectors.toSet()), advised(_ -> true));
    Set<Rule> rules = new HashSet<>(Rules.ALL);
    Set<Reason> reasons = new HashSet<>(reasons());
    for (Needs needs : everybody()) {
      rules.remove(Rules.first(needs));
      reasons.removeAll(Rules.first(needs).reasons(needs));
    }
    assertEquals(Set.of(), rules);
    assertEquals(Set.of(), reasons);
  }

  /** A figure that is recorded, of an experiment whose last record was as expected. */
  @ParameterizedTest
  @MethodSource("reasons")
  void everyReasonIsBackedByARecord(Reason reason) {
    assertTrue(Experiments.byId(reason.experiment()).isPresent());
    assertEquals(Grade.EXPECTED, RECORDED.of(reason.experiment()).observation().grade());
    for (Evidence evidence : reason.evidence()) {
      assertEquals(reason.experiment(), evidence.experiment());
      assertTrue(RECORDED.figure(evidence.experiment(), evidence.figure()).agrees());
    }
    assertFalse(reason.text().matches(".*\\d.*"), "a number by hand: " + reason.text());
    assertEquals(
        reason.evidence().size(), reason.text().split("\\{}", -1).length - 1, reason.text());
  }

  private static Set<String> advised(Predicate<Needs> to) {
    return everybody().stream()
        .filter(to)
        .map(needs -> Rules.first(needs).pattern())
        .collect(Collectors.toSet());
  }

  private static boolean is(Needs needs, Need... all) {
    return List.of(all).stream().allMatch(need -> needs.to(need.question()) == need);
  }
}
