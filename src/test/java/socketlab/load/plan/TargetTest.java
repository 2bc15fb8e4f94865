// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.protocol.Output;

/** What is sent is what was asked for, or nothing is sent. */
@Timeout(20)
class TargetTest {
  private static String line(String pathAndQuery) {
    Target target = Target.parse("http://127.0.0.1:1" + pathAndQuery);
    Output out = new Output(64);
    target.carriers().make(1, false, null).ask(0, out);
    return out.toString().lines().findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "'', /",
    "/a?b=c, /a?b=c",
    "/münchen, /m%C3%BCnchen",
    "/m%C3%BCnchen, /m%C3%BCnchen",
    "/m%c3%bcnchen/ü, /m%c3%bcnchen/%C3%BC",
    "/a?q=日本, /a?q=%E6%97%A5%E6%9C%AC",
    "/\uD83D\uDE00, /%F0%9F%98%80",
    "/u\u0308, /u%CC%88",
    "/a+b;c=d&e~, /a+b;c=d&e~",
    "/a#part, /a"
  })
  void charactersBeyondAsciiTravelAsTheirUtf8(String given, String sent) {
    assertEquals("GET " + sent + " HTTP/1.1", line(given));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "/a b       | has a space as its character 21, which no URL may have; write %20 instead",
        "/a<b       | has '<' as its character 21, which no URL may have; write %3C instead",
        "/a\u0007b  | has U+0007 (BEL) as its character 21, which no URL may have; write %07",
        "/a\u00a0b  | has U+00A0 (NO-BREAK SPACE) as its character 21",
        "/a\ufffdb  | set LC_ALL=C.UTF-8, or write the character percent-encoded",
        "/a\ud800b  | set LC_ALL=C.UTF-8",
        "/a%2       | a % has two hexadecimal digits behind it, and one for itself is written %25",
        "/a%zz      | a % has two hexadecimal digits behind it",
        "/a[b       | is written %5B) at character 21",
      })
  void whatNoUrlMayHaveIsRefusedWithTheFix(String given, String fix) {
    String message = assertThrows(IllegalArgumentException.class, () -> line(given)).getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.contains(fix), message);
  }

  @Test
  void aHostBeyondAsciiIsRefusedWithItsNameInAscii() {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Target.parse("http://münchen.invalid:8080/"))
            .getMessage();
    assertTrue(message.contains("write xn--mnchen-3ya.invalid"), message);
  }

  @Test
  void everyAddressOfTheHostIsKept() {
    Target target = Target.parse("http://localhost:1/");
    assertEquals(target.addresses().getFirst(), target.address());
    assertTrue(target.addresses().stream().allMatch(one -> one.getAddress().isLoopbackAddress()));
  }
}
