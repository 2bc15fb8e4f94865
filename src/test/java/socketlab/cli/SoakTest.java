// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code lab soak} from its arguments to what it says. */
@Timeout(120)
class SoakTest {
  /** Too short for a verdict on memory: the heap still takes its size. All else must be right. */
  @Test
  void eachSliceIsALookAndNothingButTheHeapMayMove() throws IOException {
    LabRun run = LabRun.lab("soak", "--transport=nio", "--duration=8s", "--json");
    SchemasTest.assertValid("soak", run.out());
    Map<String, Object> json = JSON.std.mapFrom(run.out());
    List<?> looks = (List<?>) json.get("looks");
    assertEquals(8, looks.size());
    long before = 0;
    for (Object look : looks) {
      long requests = ((Number) ((Map<?, ?>) look).get("requests")).longValue();
      assertTrue(requests > before, "a slice without requests");
      assertEquals(0, ((Map<?, ?>) look).get("errors"));
      assertEquals(0, ((Map<?, ?>) look).get("connections"));
      before = requests;
    }
    assertEquals(List.of(), json.get("wrong"));
    assertEquals(false, json.get("growthJudged"));
    assertTrue(json.get("verdict").toString().contains("too short to tell growth"));
    assertEquals(0, run.exitCode());
  }
}
