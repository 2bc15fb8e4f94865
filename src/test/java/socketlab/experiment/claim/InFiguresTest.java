// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sentences with the run's numbers in them. */
@Timeout(60)
class InFiguresTest {
  @Test
  void aPlaceTakesTheFigureOfItsName() {
    assertEquals(
        List.of("The queue held 51 of 70."),
        tell("The queue held {waiting} of {asked}.", figure("waiting", 51), figure("asked", 70)));
  }

  @Test
  void aStarTakesEachThatFitsInTheirOrder() {
    assertEquals(
        List.of("In after 1, 2 and 3."),
        tell(
            "In after {room at *: in}.",
            figure("room at 0.2 s: in", 1),
            figure("room at 1: in", 2),
            figure("room at 2: in", 3)));
  }

  @Test
  void aNameIsNoRegularExpression() {
    assertTrue(InFigures.fits("L / (λ W) $1", "L / (λ W) $1"));
    assertFalse(InFigures.fits("a.c", "abc"));
  }

  @Test
  void aSentenceWithoutItsFiguresIsLeftOut() {
    assertEquals(
        List.of("Held 4."),
        tell("Held {held}. Then {later} came.|Held {held}.", figure("held", 4)));
  }

  @Test
  void whatNobodyExpectedIsTold() {
    Figure odd = new Figure("waiting", "", "3", Map.of("TCP_INFO", 2.0));
    assertEquals(
        List.of("Held 2.", "waiting: 2, where 3 was expected."), tell("Held {waiting}.", odd));
  }

  @Test
  void aRunThatNoSentenceTellsOfStillHasItsFigures() {
    assertEquals(List.of("early: 7."), tell("Held {held}.", figure("early", 7)));
  }

  private static Figure figure(String name, double value) {
    return new Figure(name, "", "", Map.of("here", value));
  }

  /** Sentences are parted by a bar. */
  private static List<String> tell(String sentences, Figure... figures) {
    Observation seen =
        new Observation("so", Grade.EXPECTED, "It is so.", 1, List.of(figures), List.of());
    return InFigures.tell(experiment(sentences.split("\\|")), seen);
  }

  private static Experiment experiment(String[] verdict) {
    Claim claim =
        (Claim)
            Proxy.newProxyInstance(
                Claim.class.getClassLoader(),
                new Class<?>[] {Claim.class, Annotation.class},
                (_, method, _) ->
                    switch (method.getName()) {
                      case "verdict" -> verdict;
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return new Experiment() {
      @Override
      public String run(Notes notes) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Claim claim() {
        return claim;
      }
    };
  }
}
