// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TurnOrderTest {
  private static final int BASELINE = -1;

  /** All have one turn, and nobody is further from the baseline than a stretch is long. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 6, 11, 25, 26})
  void nobodyIsFarFromTheBaseline(int others) {
    Random random = new Random(1);
    List<Integer> servers = IntStream.range(0, others).boxed().toList();
    for (int round = 0; round < 100; round++) {
      List<Integer> order = TurnOrder.of(servers, BASELINE, random);
      assertEquals(others + TurnOrder.stretches(others), order.size());
      assertEquals(Set.copyOf(servers), withoutBaseline(order));
      for (int at = 0; at < order.size(); at++) {
        int from = Math.max(0, at - TurnOrder.STRETCH);
        int to = Math.min(order.size(), at + TurnOrder.STRETCH + 1);
        assertTrue(order.subList(from, to).contains(BASELINE), order.toString());
      }
    }
  }

  @Test
  void eachRoundHasAnOrderOfItsOwnAndTheSeedRepeatsIt() {
    List<Integer> servers = IntStream.range(0, 12).boxed().toList();
    assertEquals(
        TurnOrder.of(servers, BASELINE, new Random(7)),
        TurnOrder.of(servers, BASELINE, new Random(7)));
    Random random = new Random(7);
    assertNotEquals(
        TurnOrder.of(servers, BASELINE, random), TurnOrder.of(servers, BASELINE, random));
  }

  /** Of two, either goes first: who comes second finds the machine as the first left it. */
  @Test
  void theBaselineHasNoPlaceOfItsOwn() {
    Random random = new Random(1);
    Set<Integer> first = new HashSet<>();
    for (int round = 0; round < 50; round++) {
      first.add(TurnOrder.of(List.of(0), BASELINE, random).getFirst());
    }
    assertEquals(Set.of(0, BASELINE), first);
  }

  @Test
  void withoutABaselineItIsShuffledAndNothingElse() {
    List<Integer> order = TurnOrder.of(List.of(1, 2, 3), null, new Random(1));
    assertEquals(Set.of(1, 2, 3), Set.copyOf(order));
    assertEquals(3, order.size());
  }

  private static Set<Integer> withoutBaseline(List<Integer> order) {
    List<Integer> others = new ArrayList<>(order);
    others.removeIf(one -> one == BASELINE);
    assertEquals(others.size(), Set.copyOf(others).size());
    return Set.copyOf(others);
  }
}
