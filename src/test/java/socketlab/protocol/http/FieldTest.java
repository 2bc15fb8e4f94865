// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small words of HTTP: fields, media types, statuses, limits. */
@Timeout(20)
class FieldTest {
  private static socketlab.protocol.http.Field field(String name, String value) {
    return new socketlab.protocol.http.Field(name, value);
  }

  @Test
  void aFieldIsANameAndAValue() {
    socketlab.protocol.http.Field field = field("X-Name", "a: b\t\u00e9");
    assertEquals("X-Name", field.name());
    assertEquals("a: b\t\u00e9", field.value());
    assertEquals("X-Name: a: b\t\u00e9\r\n", new String(field.line(), ISO_8859_1));
    assertTrue(field.isNamed("x-name"));
    assertFalse(field.isNamed("x-nam"));
    assertEquals("", field("X", "").value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a:", "a\r\nb", "\u00e9", "\u0161"})
  void whatIsNoNameIsRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> field(name, "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\nb", "a\0b", "\u007f", " a", "a ", "\u0161"})
  void aValueCannotBeginAnotherLine(String value) {
    assertThrows(IllegalArgumentException.class, () -> field("X", value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection", "CONTENT-LENGTH", "transfer-encoding", "Keep-Alive"})
  void whatFramesAMessageIsKnown(String name) {
    assertTrue(field(name, "x").isFraming());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "a/b+c; d=e", "multipart/form-data;boundary=x", "a/b ;c"})
  void anyMediaType(String text) {
    assertEquals(text, MediaType.of(text).toString());
    assertEquals("Content-Type: " + text, MediaType.of(text).field().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text", "/plain", "text/", "a b/c", "a/b c", "a/b\r\nX: y", "a/b;\n"})
  void whatIsNoMediaTypeIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> MediaType.of(text));
  }

  @Test
  void everyStatusIsFoundByItsCode() throws IllegalAccessException {
    Set<Integer> codes = new HashSet<>();
    for (Field constant : Status.class.getFields()) {
      Status status = (Status) constant.get(null);
      assertSame(status, Status.of(status.code()));
      assertTrue(codes.add(status.code()), "two of " + status);
      assertFalse(status.reason().isEmpty());
    }
    for (int code : new int[] {100, 103, 206, 308, 421, 425, 426, 428, 429, 431, 451, 503, 511}) {
      assertTrue(codes.contains(code), "no " + code);
    }
  }

  @Test
  void anyOtherStatusHasNoName() {
    assertEquals("599", Status.of(599).toString());
    assertEquals(Status.of(599), Status.of(599));
    assertThrows(IllegalArgumentException.class, () -> Status.of(99));
    assertThrows(IllegalArgumentException.class, () -> Status.of(600));
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new HttpLimits(63, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new HttpLimits(64, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> new HttpLimits(64, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new HttpLimits(64, 1, 1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new HttpLimits(64, 1, 1, 1, 0));
  }
}
