// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.http.Field;

@Timeout(20)
class PercentTextTest {
  @Test
  void onlyWhatAFieldCannotHoldIsEncoded() {
    assertEquals("plain text, 100%25", PercentText.encode("plain text, 100%"));
    assertEquals("%09%0Aa b%0D%0A%E2%98%BA%F0%9F%98%88", PercentText.encode("\t\na b\r\n☺😈"));
    assertEquals("%20a%20", PercentText.encode(" a "));
  }

  @Test
  void whatIsNoEncodingStaysAsItIs() {
    assertEquals("%", PercentText.decode("%"));
    assertEquals("a%2", PercentText.decode("a%2"));
    assertEquals("%zz", PercentText.decode("%zz"));
    assertEquals("%%", PercentText.decode("%25%"));
  }

  @Property(tries = 500)
  void anyTextComesBack(@ForAll String text) {
    boolean hasHalfAPair =
        !new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                java.nio.charset.StandardCharsets.UTF_8)
            .equals(text);
    String encoded = PercentText.encode(text);
    assertTrue(hasHalfAPair || PercentText.decode(encoded).equals(text));
    assertEquals(encoded, new Field("grpc-message", encoded).value());
  }
}
