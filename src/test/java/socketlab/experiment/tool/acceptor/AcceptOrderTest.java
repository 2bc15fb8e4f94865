// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.acceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the order of the takers tells. */
@Timeout(60)
class AcceptOrderTest {
  @Test
  void inTurnEachIsTheNext() {
    AcceptOrder turns = new AcceptOrder(3, List.of(0, 1, 2, 0, 1, 2));
    assertEquals(5, turns.next());
    assertEquals(0, turns.again());
    assertEquals(2, turns.share(2));
  }

  @Test
  void aFavouriteIsAlwaysTheSame() {
    AcceptOrder turns = new AcceptOrder(3, List.of(1, 1, 1, 1));
    assertEquals(3, turns.again());
    assertEquals(0, turns.next());
    assertEquals(4, turns.share(1));
    assertEquals(0, turns.share(0));
  }

  @Test
  void whoJumpsTheLineIsNeither() {
    AcceptOrder turns = new AcceptOrder(4, List.of(0, 2, 2, 3, 0));
    assertEquals(1, turns.again());
    assertEquals(2, turns.next());
  }
}
