// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines that fit, broken between words. */
@Timeout(10)
class WrapTest {
  @Test
  void aTextIsBrokenBetweenWords() {
    assertEquals("one two\nthree", Wrap.text("one two three", 10));
    assertEquals("one two three", Wrap.text("one two three", 13));
  }

  @Test
  void aWordThatIsTooLongStandsAlone() {
    assertEquals("a\nhttps://example.org/long\nb", Wrap.text("a https://example.org/long b", 12));
  }

  @Test
  void itsOwnLinesStay() {
    assertEquals("one\n\ntwo", Wrap.text("one\n\ntwo", 20));
  }

  @Test
  void aRowContinuesUnderItsText() {
    assertEquals(
        "  name     one two\n           three", Wrap.row(2, "name", 11, "one two three", 20));
  }

  @Test
  void aNameThatIsTooLongDoesNotRunIntoTheText() {
    assertEquals("  a-long-name  one\n       two", Wrap.row(2, "a-long-name", 7, "one two", 18));
  }

  @Test
  void whatIsDrawnIsOneWide() {
    assertEquals("▶▶ ▶\n▶", Wrap.text("▶▶ ▶ ▶", 5));
  }
}
