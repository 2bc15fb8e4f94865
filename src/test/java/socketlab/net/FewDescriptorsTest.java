// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.Parameter;
import socketlab.net.rig.EachTransport;

/** No descriptors left: EMFILE of every call that makes one. */
@EachTransport
@EnabledOnOs(OS.LINUX)
class FewDescriptorsTest {
  /** More than the JVM opens for itself, which is one a jar of the tests' class path. */
  private static final int FILES = 300;

  @Parameter Transport transport;

  private List<String> run(String what) throws Exception {
    return ChildJvm.run(FILES, FewDescriptors.class, transport.id(), what);
  }

  @Test
  void aLoopThatCannotBeOpenedLosesNothingAndSaysWhy() throws Exception {
    List<String> lines = run("open");
    assertEquals(8, lines.size(), () -> lines.toString());
    assertFalse(lines.getFirst().contains("opened"), lines::getFirst);
    assertTrue(lines.getLast().endsWith("opened"), () -> lines.toString());
    for (String line : lines) {
      assertFalse(line.contains("LOST"), line);
      assertTrue(
          line.endsWith("opened") || line.contains("EMFILE") || line.contains("Too many open"),
          line);
    }
  }

  @Test
  void acceptWaitsTellsOnceAndRecovers() throws Exception {
    List<String> lines = run("accept");
    assertEquals(5, lines.size(), () -> lines.toString());
    assertTrue(lines.get(0).matches("accepted [0-3] of 10"), lines.get(0));
    int calls = Integer.parseInt(lines.get(1).replaceAll("\\D", ""));
    // Two or three a try, five tries, and under nio the last millisecond before each; spinning it
    // would be some hundred thousand.
    assertTrue(calls < 30_000, lines.get(1));
    assertEquals("accepted all", lines.get(2));
    assertEquals("cut off 0", lines.get(3));
    assertTrue(lines.get(4).contains("EMFILE"), lines.get(4));
    assertTrue(lines.get(4).contains("ulimit -n"), lines.get(4));
  }

  @Test
  void aStopTakesWhatWaitedForDescriptors() throws Exception {
    List<String> lines = run("stop");
    assertEquals("accepted 10", lines.get(0), () -> lines.toString());
    assertEquals("cut off 0", lines.get(1), () -> lines.toString());
  }

  @Test
  void aConnectFailsByAWordThatFits() throws Exception {
    List<String> lines = run("connect");
    assertTrue(lines.get(0).contains("EMFILE"), () -> lines.toString());
    assertEquals("1 free: connected", lines.get(1), () -> lines.toString());
  }
}
