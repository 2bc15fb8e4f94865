// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.deflate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages there and back, and what is no message. */
@Timeout(60)
class MessageCompressorTest {
  private static final int MOST = 1 << 20;

  private final MessageCompressor compressor = new MessageCompressor();
  private final MessageInflater inflater = new MessageInflater(200);

  private static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }

  private String inflated(String hex) throws InflateException {
    byte[] bytes = bytes(hex);
    return new String(inflater.inflate(bytes, 0, bytes.length, MOST), UTF_8);
  }

  /** The examples of RFC 7692 section 7.2.3 that do not depend on a message before. */
  @Test
  void theExamplesOfTheRfc() throws InflateException {
    assertEquals("Hello", inflated("f2 48 cd c9 c9 07 00"));
    assertEquals("Hello", inflated("00 05 00 fa ff 48 65 6c 6c 6f 00"));
    assertEquals("Hello", inflated("f3 48 cd c9 c9 07 00 00"), "a last block, and an empty one");
    assertEquals("Hello", inflated("f2 48 05 00 00 00 ff ff ca c9 c9 07 00"), "two blocks");
    assertEquals("", inflated("00"));
    assertEquals("", inflated(""), "nothing at all");
    assertEquals("HelloHello", inflated("f3 48 cd c9 c9 07 00 f2 48 cd c9 c9 07 00"));
  }

  @Test
  void manyEmptyBlocksAreNothing() throws InflateException {
    String stored = "00 00 00 ff ff ";
    assertEquals("Hello", inflated(stored.repeat(50) + "f2 48 cd c9 c9 07 00"));
    assertEquals("", inflated(("03 00 ").repeat(1000).strip()), "each the last");
  }

  @Test
  void whatIsNoDeflateIsRefused() {
    for (String hex : new String[] {"ff ff ff ff", "00 05 00 00 00 48", "06 00", "04 ff fe fd"}) {
      InflateException e = assertThrows(InflateException.class, () -> inflated(hex), hex);
      assertTrue(!e.isTooLong(), e.getMessage());
    }
  }

  /**
   * Deflate makes about a thousand bytes of one: neither the length nor the ratio may go so far.
   */
  @Test
  void aBombIsRefused() throws InflateException {
    byte[] bomb = deflated(new byte[50_000_000], 15);
    assertTooLong(bomb, MOST);
    assertTooLong(deflated(new byte[2 * MessageInflater.ANY_RATIO], 15), Integer.MAX_VALUE);
    assertTooLong(deflated(new byte[1001], 15), 1000);
    byte[] little = deflated(new byte[MessageInflater.ANY_RATIO], 15);
    assertEquals(
        MessageInflater.ANY_RATIO, inflater.inflate(little, 0, little.length, MOST).length);
    byte[] exact = deflated(new byte[1000], 15);
    assertEquals(1000, inflater.inflate(exact, 0, exact.length, 1000).length);
  }

  private void assertTooLong(byte[] bytes, long most) {
    InflateException e =
        assertThrows(InflateException.class, () -> inflater.inflate(bytes, 0, bytes.length, most));
    assertTrue(e.isTooLong(), e.getMessage());
    assertTrue(e.getMessage().length() <= 123, "it stands in a Close");
  }

  private byte[] deflated(byte[] message, int windowBits) {
    int size = compressor.compress(message, 0, message.length, windowBits);
    return Arrays.copyOf(compressor.bytes(), size);
  }

  @Test
  void whatDoesNotGetSmallerIsSaid() {
    byte[] noise = new byte[100_000];
    new Random(7).nextBytes(noise);
    assertEquals(MessageCompressor.NOT_SMALLER, compressor.compress(noise, 0, noise.length, 15));
    assertEquals(MessageCompressor.NOT_SMALLER, compressor.compress(noise, 0, 1, 15));
  }
}
