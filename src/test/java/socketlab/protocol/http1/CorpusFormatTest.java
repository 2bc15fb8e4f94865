// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The format is a language of its own, so its reader is tested like one. */
@Timeout(20)
class CorpusFormatTest {
  private static final String HEAD = "# why\n# source: RFC\nthen: open\n\n";

  @Test
  void aWholeFile() {
    Corpus.Case of =
        Corpus.parse(
            "a/b",
            """
            # Because
            # of this.
            # source: RFC 9112
            expect: 200 a\\nb
            expect: 400
            then: open

            GET /

            """);
    assertEquals("a/b", of.name());
    assertEquals("Because of this.", of.why());
    assertEquals("RFC 9112", of.source());
    assertEquals(new Corpus.Expected(200, "a\nb"), of.expected().get(0));
    assertNull(of.expected().get(1).body());
    assertFalse(of.closes());
    assertEquals("GET /\r\n\r\n", text(of));
  }

  @Test
  void escapes() {
    String escaped = "\\r|\\n|\\t|\\\\|\\x00\\xfF|\\*3(a\\n)|\\\nend\n";
    assertEquals("\r|\n|\t|\\|\0\u00ff|a\na\na\n|end\r\n", text(Corpus.parse("", HEAD + escaped)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t", "\u00e9", "\\q", "\\x0"})
  void whatIsNoEscapeIsRefused(String bytes) {
    assertThrows(RuntimeException.class, () -> Corpus.parse("", HEAD + bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# source: RFC\nthen: open\n\n",
        "# why\nthen: open\n\n",
        "# why\n# source: RFC\n\n",
        "# why\n# source: RFC\nthen: maybe\n\n",
        "# why\n# source: RFC\nthen: open\n"
      })
  void whatIsNotToldIsMissed(String file) {
    assertThrows(IllegalArgumentException.class, () -> Corpus.parse("", file));
  }

  private static String text(Corpus.Case of) {
    return new String(of.bytes(), StandardCharsets.ISO_8859_1);
  }
}
