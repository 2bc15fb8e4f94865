// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Grade;
import socketlab.experiment.claim.Observation;

/** What continuous integration reads of the graded outcomes. */
@Timeout(30)
class JunitReportTest {
  private static final Result EXPECTED =
      result(0, List.of(seen("as-said", Grade.EXPECTED, 1.25), seen("as-said", Grade.EXPECTED, 2)));
  private static final Result INTERESTING =
      result(1, List.of(seen("another-kernel", Grade.INTERESTING, 0.5)));
  private static final Result FORBIDDEN = result(2, List.of(seen("cannot-be", Grade.FORBIDDEN, 3)));
  private static final Result SKIPPED =
      new Result(Experiments.all().get(3), List.of(), Optional.of("no <namespace> & no root"));

  @Test
  void theSuiteCountsItsCases() throws Exception {
    Element suite = suite();
    assertEquals("testsuite", suite.getTagName());
    assertEquals("5", suite.getAttribute("tests"));
    assertEquals("1", suite.getAttribute("failures"));
    assertEquals("0", suite.getAttribute("errors"));
    assertEquals("1", suite.getAttribute("skipped"));
    assertEquals("6.750", suite.getAttribute("time"));
    assertEquals("2026-01-02T03:04:05", suite.getAttribute("timestamp"));
    assertEquals(5, elements(suite, "testcase").size());
  }

  @Test
  void everyRunIsACaseWithItsTime() throws Exception {
    List<Element> cases = elements(suite(), "testcase");
    String id = EXPECTED.experiment().id();
    assertEquals(id + " run 1", cases.getFirst().getAttribute("name"));
    assertEquals("1.250", cases.getFirst().getAttribute("time"));
    assertEquals(id + " run 2", cases.get(1).getAttribute("name"));
    assertEquals(INTERESTING.experiment().id(), cases.get(2).getAttribute("name"));
    for (Element one : cases) {
      assertEquals("socketlab.experiments", one.getAttribute("classname"));
    }
  }

  @Test
  void forbiddenFailsAndInterestingPasses() throws Exception {
    List<Element> cases = elements(suite(), "testcase");
    assertEquals(0, elements(cases.get(2), "failure").size());
    assertTrue(cases.get(2).getTextContent().startsWith("INTERESTING (another-kernel): "));
    Element failure = elements(cases.get(3), "failure").getFirst();
    assertEquals("FORBIDDEN", failure.getAttribute("type"));
    assertEquals("cannot-be", failure.getAttribute("message"));
    assertEquals("why <&> of cannot-be", failure.getTextContent());
  }

  @Test
  void whatCouldNotRunIsSkippedWithItsReason() throws Exception {
    Element skipped = elements(elements(suite(), "testcase").get(4), "skipped").getFirst();
    assertEquals("no <namespace> & no root", skipped.getAttribute("message"));
  }

  private static Element suite() throws Exception {
    StringWriter text = new StringWriter();
    new JunitReport(
            List.of(EXPECTED, INTERESTING, FORBIDDEN, SKIPPED),
            Instant.parse("2026-01-02T03:04:05.678Z"))
        .write(text);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text.toString())))
        .getDocumentElement();
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static Result result(int experiment, List<Observation> seen) {
    return new Result(Experiments.all().get(experiment), seen, Optional.empty());
  }

  /** With a character that XML cannot hold. */
  private static Observation seen(String outcome, Grade grade, double seconds) {
    return new Observation(
        outcome, grade, "why <&> \0of " + outcome, seconds, List.of(), List.of());
  }
}
