// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class BudgetTest {
  @Test
  void saysWhenAllTogetherKeepTooMuch() {
    Budget budget = new Budget(100);
    assertTrue(budget.change(60));
    assertTrue(budget.change(40));
    assertFalse(budget.change(1));
    assertEquals(101, budget.used(), "what was not granted counts until it is given back");
  }

  @Test
  void givingBackIsAlwaysRight() {
    Budget budget = new Budget(100);
    assertFalse(budget.change(300));
    assertTrue(budget.change(-50));
    assertTrue(budget.change(0));
    assertTrue(budget.change(-250));
    assertEquals(0, budget.used());
  }

  @Test
  void noneIsNoBoundAndCountsNothing() {
    assertTrue(Budget.NONE.change(Integer.MAX_VALUE));
    assertEquals(0, Budget.NONE.used());
  }

  @Test
  void aBoundIsAboveZero() {
    assertThrows(IllegalArgumentException.class, () -> new Budget(0));
  }
}
