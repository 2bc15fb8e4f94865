// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.run;

import java.io.Writer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import socketlab.experiment.claim.Grade;
import socketlab.experiment.claim.InFigures;
import socketlab.experiment.claim.Observation;

/**
 * Results as JUnit XML, as Maven's Surefire writes it and Jenkins, GitLab and others read it: each
 * run of an experiment is a test case. FORBIDDEN is a failure; INTERESTING passes, and says why in
 * its output.
 *
 * @param began of all of them
 */
public record JunitReport(List<Result> results, Instant began) {
  private static final String SUITE = "socketlab.experiments";

  /**
   * Writes it all.
   *
   * @throws XMLStreamException when the writer fails; its cause is the writer's
   */
  public void write(Writer out) throws XMLStreamException {
    XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out);
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", SUITE);
    xml.writeAttribute("tests", String.valueOf(runs() + skipped()));
    xml.writeAttribute("failures", String.valueOf(failures()));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", String.valueOf(skipped()));
    xml.writeAttribute("time", seconds(sum()));
    xml.writeAttribute(
        "timestamp",
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT)
            .format(began.atOffset(ZoneOffset.UTC)));
    for (Result result : results) {
      if (isSkipped(result)) {
        skipped(xml, result);
      }
      for (int run = 0; run < result.seen().size(); run++) {
        seen(xml, result, run);
      }
    }
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.close();
  }

  private static boolean isSkipped(Result result) {
    return result.seen().isEmpty();
  }

  private long runs() {
    return results.stream().mapToLong(result -> result.seen().size()).sum();
  }

  private long skipped() {
    return results.stream().filter(JunitReport::isSkipped).count();
  }

  private long failures() {
    return results.stream()
        .flatMap(result -> result.seen().stream())
        .filter(observation -> observation.grade() == Grade.FORBIDDEN)
        .count();
  }

  private double sum() {
    return results.stream()
        .flatMap(result -> result.seen().stream())
        .mapToDouble(Observation::seconds)
        .sum();
  }

  private static void skipped(XMLStreamWriter xml, Result result) throws XMLStreamException {
    testCase(xml, result.experiment().id(), 0);
    xml.writeEmptyElement("skipped");
    xml.writeAttribute("message", clean(result.skipped().orElse("the run gave nothing")));
    xml.writeEndElement();
  }

  private static void seen(XMLStreamWriter xml, Result result, int run) throws XMLStreamException {
    Observation observation = result.seen().get(run);
    String number = result.seen().size() == 1 ? "" : " run " + (run + 1);
    testCase(xml, result.experiment().id() + number, observation.seconds());
    if (observation.grade() == Grade.FORBIDDEN) {
      xml.writeStartElement("failure");
      xml.writeAttribute("type", Grade.FORBIDDEN.name());
      xml.writeAttribute("message", clean(observation.outcome()));
      xml.writeCharacters(clean(told(result, observation)));
      xml.writeEndElement();
    }
    xml.writeStartElement("system-out");
    xml.writeCharacters(
        clean(
            observation.grade()
                + " ("
                + observation.outcome()
                + "): "
                + told(result, observation)));
    xml.writeEndElement();
    xml.writeEndElement();
  }

  /** The run's figures, and what the outcome means. */
  private static String told(Result result, Observation observation) {
    String figures = String.join(" ", InFigures.tell(result.experiment(), observation));
    return (figures + " " + observation.why()).strip();
  }

  private static void testCase(XMLStreamWriter xml, String name, double seconds)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", SUITE);
    xml.writeAttribute("name", name);
    xml.writeAttribute("time", seconds(seconds));
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }

  /** Without what XML 1.0 cannot hold, section 2.2: a message may come from anywhere. */
  private static String clean(String text) {
    return text.codePoints()
        .filter(c -> c >= ' ' && c != 0xfffe && c != 0xffff || c == '\n' || c == '\t')
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
