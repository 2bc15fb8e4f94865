// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.protocol.Output;

/** What is no block, what is too large, and what changes the table. */
@Timeout(20)
class HpackTest {
  private final HpackDecoder decoder = new HpackDecoder(4096);

  @ParameterizedTest
  @CsvSource({
    "80, no field has the number 0",
    "be, no field has the number 62",
    "7e 00, no field has the number 62",
    "0f, a block ends within a field",
    "00 05 61 62, a block ends within a field",
    "00 01 61, a block ends within a field",
    "82 20, the table's size changes within a block",
    "20 20 20, the table's size changes within a block",
    "3f e2 1f, the table's size is above 4096 bytes",
    "ff ff ff ff ff 0f, a number is above 16777216",
    "ff 80 80 80 80 00, a number is above 16777216",
    "04 81 ff, 'a Huffman code is cut off, or padded by more than it may'",
    "04 81 00, 'a Huffman code is cut off, or padded by more than it may'",
    "04 82 1f ff, 'a Huffman code is cut off, or padded by more than it may'",
    "04 84 ff ff ff ff, a string holds its own end",
    "04 84 ff ff ff fc, a string holds its own end",
  })
  void whatIsNoBlock(String block, String why) {
    HpackError error = assertThrows(HpackError.class, () -> Hex.decode(decoder, Hex.bytes(block)));
    assertEquals(why, error.getMessage());
  }

  @Test
  void aTableThatShrinksForgetsAndOneThatGrowsAgainHasForgotten() throws HpackError {
    Hex.decode(decoder, Hex.bytes("40 01 61 01 62"));
    assertEquals(List.of("a: b"), Hex.decode(decoder, Hex.bytes("be")));
    Hex.decode(decoder, Hex.bytes("20 3f e1 1f"));
    assertEquals(0, decoder.tableSize());
    assertThrows(HpackError.class, () -> Hex.decode(decoder, Hex.bytes("be")));
  }

  @Test
  void aFieldLargerThanTheTableEmptiesIt() throws HpackError {
    HpackDecoder small = new HpackDecoder(64);
    Hex.decode(small, Hex.bytes("40 01 61 01 62"));
    assertEquals(34, small.tableSize());
    String value = "63".repeat(40);
    assertEquals(
        List.of("a: " + "c".repeat(40)),
        Hex.decode(small, Hex.bytes("7e 28".replace("7e", "40 01 61") + value)));
    assertEquals(0, small.tableSize());
  }

  @Test
  void theNameOfAFieldThatLeavesForIt() throws HpackError {
    HpackDecoder small = new HpackDecoder(70);
    Hex.decode(small, Hex.bytes("40 01 61 01 62"));
    assertEquals(
        List.of("a: " + "c".repeat(37)), Hex.decode(small, Hex.bytes("7e 25" + "63".repeat(37))));
    assertEquals(70, small.tableSize());
    assertEquals(List.of("a: " + "c".repeat(37)), Hex.decode(small, Hex.bytes("be")));
  }

  /** One large field in the table, and a block of bytes that each stand for it. */
  @Test
  void aBombIsCountedAndNotKept() throws HpackError {
    Hex.decode(decoder, Hex.bytes("40 01 61 7f a1 1e" + "62".repeat(4000)));
    FieldBlock fields = new FieldBlock();
    fields.begin(16 * 1024);
    byte[] bomb = Hex.bytes("be".repeat(16_000));
    decoder.decode(bomb, 0, bomb.length, fields);
    assertTrue(fields.isTooLarge());
    assertTrue(fields.count() <= 4);
    assertTrue(fields.capacity() <= 32 * 1024, "bytes: " + fields.capacity());
    fields.begin(16 * 1024);
    decoder.decode(bomb, 0, 1, fields);
    assertEquals(1, fields.count());
  }

  @Test
  void secretsAreNeverIndexed() {
    Output out = new Output(64);
    out.put(HpackEncoder.encode("Set-Cookie", "a=1"));
    assertEquals("1f28", Hex.of(out).substring(0, 4));
  }
}
