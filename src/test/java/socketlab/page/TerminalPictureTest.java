// SPDX-License-Identifier: Apache-2.0
package socketlab.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The picture says what the terminal said, whatever that was. */
@Timeout(10)
class TerminalPictureTest {
  @Test
  void everyLineIsThereAsText() throws Exception {
    List<String> said = List.of("$ lab <x> & y", "", "  │ ──▶ one \"more\"", "the last");
    Document svg = parsed(new TerminalPicture("a title & more", said).svg());
    NodeList texts = svg.getElementsByTagName("text");
    assertEquals(3, texts.getLength());
    assertEquals("$ lab <x> & y", texts.item(0).getTextContent());
    assertEquals("typed", ((Element) texts.item(0)).getAttribute("class"));
    assertEquals("  │ ──▶ one \"more\"", texts.item(1).getTextContent());
    assertEquals("a title & more", svg.getElementsByTagName("title").item(0).getTextContent());
  }

  @Test
  void aRowIsHeldToItsColumns() throws Exception {
    Document svg = parsed(new TerminalPicture("t", List.of("12345", "1234567890")).svg());
    NodeList texts = svg.getElementsByTagName("text");
    assertEquals(2 * length(texts, 0), length(texts, 1), 1e-9);
    // The emptied row is not lost: what is below it keeps its place.
    Document with = parsed(new TerminalPicture("t", List.of("1", "", "2")).svg());
    Document without = parsed(new TerminalPicture("t", List.of("1", "2")).svg());
    assertTrue(y(with) > y(without));
  }

  private static double length(NodeList texts, int index) {
    return Double.parseDouble(((Element) texts.item(index)).getAttribute("textLength"));
  }

  private static int y(Document svg) {
    return Integer.parseInt(((Element) svg.getElementsByTagName("text").item(1)).getAttribute("y"));
  }

  @Test
  void aLongLineIsWrappedAtABlankUnderItsBeginning() throws Exception {
    String words = "0123456789 ".repeat(15).strip();
    NodeList texts =
        parsed(new TerminalPicture("t", List.of("  " + words, "x".repeat(130))).svg())
            .getElementsByTagName("text");
    assertEquals(4, texts.getLength());
    assertEquals("  " + "0123456789 ".repeat(9).strip(), texts.item(0).getTextContent());
    assertEquals("  " + "0123456789 ".repeat(6).strip(), texts.item(1).getTextContent());
    assertEquals("x".repeat(30), texts.item(3).getTextContent());
  }

  @Test
  void gradesHaveTheirColoursAndOtherWordsHaveNone() throws Exception {
    Document svg = parsed(new TerminalPicture("t", List.of("a EXPECTED b", "UNEXPECTED")).svg());
    NodeList coloured = svg.getElementsByTagName("tspan");
    assertEquals(1, coloured.getLength());
    assertEquals("EXPECTED", ((Element) coloured.item(0)).getAttribute("class"));
  }

  @Test
  void itNeedsNothingFromOutside() {
    String svg = new TerminalPicture("t", List.of("x")).svg();
    assertFalse(svg.contains("href"), svg);
    assertFalse(svg.contains("url("), svg);
    assertFalse(svg.contains("<script"), svg);
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
