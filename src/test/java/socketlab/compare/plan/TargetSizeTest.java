// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The speed table's lines, and which of them are measured in rounds of load. */
@Timeout(30)
class TargetSizeTest {
  @Test
  void everyLineHasANameOfItsOwn() {
    List<String> ids = TargetSize.FULL.targets().stream().map(SpeedTarget::id).toList();
    assertEquals(ids.size(), ids.stream().distinct().count(), ids.toString());
  }

  @Test
  void startsAreNotMeasuredUnderLoad() {
    List<SpeedTarget> starts =
        TargetSize.FULL.targets().stream().filter(SpeedTarget::isOfAStart).toList();
    assertFalse(starts.isEmpty());
    List<String> works =
        TargetSize.FULL.works(1, OptionalDouble.empty()).stream()
            .map(work -> work.load().name())
            .toList();
    assertTrue(works.contains("keep-alive"), works.toString());
    starts.forEach(start -> assertFalse(works.contains(start.load().name()), start.id()));
  }

  @Test
  void tenStartsDecideAndFewerTryTheHarness() {
    assertEquals(10, TargetSize.FULL.starts());
    assertTrue(TargetSize.QUICK.starts() < TargetSize.FULL.starts());
  }
}
