// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Output;

/** Messages in bodies that are cut anywhere, and what is none. */
@Timeout(30)
class LengthPrefixedReaderTest {
  private static final int MOST = 10_000;
  private static final long HELD = 100_000;

  private final MessageMemory memory = new MessageMemory(HELD);
  private final List<byte[]> messages = new ArrayList<>();

  private LengthPrefixedReader reader(MessageEncoding encoding) {
    return new LengthPrefixedReader(MOST, memory, encoding);
  }

  private void feed(LengthPrefixedReader reader, byte[] bytes, int from, int to) throws GrpcError {
    byte[] piece = Arrays.copyOfRange(bytes, from, to);
    for (int at = 0; at < piece.length; ) {
      at +=
          reader.read(
              piece,
              at,
              piece.length,
              (some, begin, length, _) ->
                  messages.add(Arrays.copyOfRange(some, begin, begin + length)));
    }
    Arrays.fill(piece, (byte) 0x55);
  }

  private static void put(boolean compressed, byte[] message, Output out) {
    LengthPrefixedReader.putPrefix(compressed, message.length, out);
    out.put(message);
  }

  private static byte[] bytes(Output out) {
    return Arrays.copyOfRange(out.array(), out.offset(), out.offset() + out.size());
  }

  private GrpcCode refused(MessageEncoding encoding, byte[] body) {
    LengthPrefixedReader reader = reader(encoding);
    GrpcError error = assertThrows(GrpcError.class, () -> feed(reader, body, 0, body.length));
    reader.release();
    assertEquals(HELD, memory.left());
    return error.status().code();
  }

  @Test
  void messagesAreTheSameInWhateverPiecesTheyCome() throws GrpcError {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<byte[]> sent = new ArrayList<>();
      Output body = new Output(16);
      for (int i = random.nextInt(6); i >= 0; i--) {
        byte[] message = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(6000)];
        random.nextBytes(message);
        sent.add(message);
        boolean compressed = random.nextBoolean();
        put(
            compressed,
            compressed ? MessageEncoding.compress(message, 0, message.length) : message,
            body);
      }
      messages.clear();
      LengthPrefixedReader reader = reader(MessageEncoding.GZIP);
      byte[] all = bytes(body);
      for (int at = 0; at < all.length; ) {
        int to = Math.min(all.length, at + 1 + random.nextInt(round % 2 == 0 ? 7 : 5000));
        feed(reader, all, at, to);
        at = to;
      }
      assertFalse(reader.isInside());
      reader.release();
      assertEquals(HELD, memory.left());
      assertEquals(sent.size(), messages.size());
      for (int i = 0; i < sent.size(); i++) {
        assertArrayEquals(sent.get(i), messages.get(i));
      }
    }
  }

  @Test
  void whatIsTooLargeIsRefusedByItsPrefixAlone() {
    assertEquals(
        GrpcCode.RESOURCE_EXHAUSTED,
        refused(MessageEncoding.IDENTITY, new byte[] {0, 0, 0, 0x27, 0x11}));
    assertEquals(
        GrpcCode.RESOURCE_EXHAUSTED,
        refused(MessageEncoding.IDENTITY, new byte[] {0, -1, -1, -1, -1}));
  }

  @Test
  void aFlagThatIsNoneAndACompressionThatNobodySaidAreRefused() {
    assertEquals(GrpcCode.INTERNAL, refused(MessageEncoding.GZIP, new byte[] {2, 0, 0, 0, 0}));
    assertEquals(GrpcCode.INTERNAL, refused(MessageEncoding.IDENTITY, new byte[] {1, 0, 0, 0, 0}));
    assertEquals(GrpcCode.INTERNAL, refused(MessageEncoding.GZIP, new byte[] {1, 0, 0, 0, 1, 7}));
  }

  @Test
  void aCompressedMessageEndsInside() {
    byte[] whole = MessageEncoding.compress(new byte[500], 0, 500);
    Output body = new Output(64);
    put(true, Arrays.copyOf(whole, whole.length - 9), body);
    assertEquals(GrpcCode.INTERNAL, refused(MessageEncoding.GZIP, bytes(body)));
  }

  /** A thousand times its size unfolds to no more than a message may have. */
  @Test
  void aCompressionBombIsCutAtTheLimit() {
    byte[] bomb = MessageEncoding.compress(new byte[10_000_000], 0, 10_000_000);
    assertTrue(bomb.length < MOST);
    Output body = new Output(64);
    put(true, bomb, body);
    assertEquals(GrpcCode.RESOURCE_EXHAUSTED, refused(MessageEncoding.GZIP, bytes(body)));
    assertEquals(0, messages.size());
  }

  @Test
  void exactlyTheLimitFits() throws GrpcError {
    byte[] most = MessageEncoding.compress(new byte[MOST], 0, MOST);
    Output body = new Output(64);
    put(true, most, body);
    put(false, new byte[MOST], body);
    feed(reader(MessageEncoding.GZIP), bytes(body), 0, body.size());
    assertEquals(List.of(MOST, MOST), messages.stream().map(one -> one.length).toList());
  }

  /** Many large messages that are not whole share what there is, and the last gets no more. */
  @Test
  void allUnfinishedMessagesTogetherAreBounded() throws GrpcError {
    List<LengthPrefixedReader> readers = new ArrayList<>();
    Output part = new Output(64);
    LengthPrefixedReader.putPrefix(false, MOST, part);
    part.put(new byte[MOST - 1]);
    byte[] bytes = bytes(part);
    GrpcError refused = null;
    while (refused == null) {
      LengthPrefixedReader reader = reader(MessageEncoding.IDENTITY);
      readers.add(reader);
      try {
        feed(reader, bytes, 0, bytes.length);
      } catch (GrpcError e) {
        refused = e;
      }
    }
    assertEquals(GrpcCode.RESOURCE_EXHAUSTED, refused.status().code());
    assertEquals(HELD / MOST + 1, readers.size());
    readers.forEach(LengthPrefixedReader::release);
    assertEquals(HELD, memory.left());
  }

  /** What is announced costs nothing; what comes does. */
  @Test
  void memoryGrowsWithWhatCame() throws GrpcError {
    LengthPrefixedReader reader = reader(MessageEncoding.IDENTITY);
    feed(reader, new byte[] {0, 0, 0, 0x27, 0x10, 1, 2, 3}, 0, 8);
    assertTrue(reader.isInside());
    assertTrue(reader.kept() <= 1024, () -> reader.kept() + " bytes for 3");
    assertEquals(HELD, memory.left());
  }
}
