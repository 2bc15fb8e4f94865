// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.deflate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever the message, and whoever compressed it. */
class DeflatePropertyTest {
  private static final int MOST = 1 << 20;
  private static final int[] FLUSHES = {
    Deflater.NO_FLUSH, Deflater.SYNC_FLUSH, Deflater.FULL_FLUSH
  };

  private final MessageCompressor compressor = new MessageCompressor();
  private final MessageInflater inflater = new MessageInflater(200);

  private static byte[] message(Random random, int most) {
    byte[] message = new byte[1 + random.nextInt(most)];
    int letters = 1 + random.nextInt(256);
    for (int i = 0; i < message.length; i++) {
      // Some of it repeats what stands far before.
      boolean again = i > 300 && random.nextInt(3) > 0;
      message[i] = again ? message[i - 1 - random.nextInt(300)] : (byte) random.nextInt(letters);
    }
    return message;
  }

  @Property(tries = 100, seed = "7")
  void whatWasCompressedComesBack(
      @ForAll @IntRange(max = 1_000_000) int seed, @ForAll @IntRange(min = 8, max = 15) int bits)
      throws InflateException {
    Random random = new Random(seed);
    byte[] message = message(random, random.nextInt(5) == 0 ? 70_000 : 2000);
    byte[] around = new byte[message.length + 20];
    System.arraycopy(message, 0, around, 10, message.length);
    int size = compressor.compress(around, 10, message.length, bits);
    if (size == MessageCompressor.NOT_SMALLER) {
      return;
    }
    assertTrue(size < message.length);
    assertArrayEquals(message, inflater.inflate(compressor.bytes(), 0, size, MOST));
    assertTrue(FarthestReference.of(compressor.bytes(), size) <= 1 << bits, "within the window");
  }

  /** As others may compress it: at any level, flushed anywhere, ended and begun anew. */
  @Property(tries = 300, seed = "7")
  void whatOthersCompressComesBack(@ForAll @IntRange(max = 1_000_000) int seed)
      throws InflateException {
    Random random = new Random(seed);
    byte[] message = message(random, 5000);
    Deflater deflater = new Deflater(random.nextInt(10), true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[2 * message.length + 1000];
    for (int at = 0; at < message.length; ) {
      int count = 1 + random.nextInt(message.length - at);
      deflater.setInput(message, at, count);
      at += count;
      int how = at == message.length ? Deflater.SYNC_FLUSH : FLUSHES[random.nextInt(3)];
      bytes.write(buffer, 0, deflater.deflate(buffer, 0, buffer.length, how));
      if (how == Deflater.FULL_FLUSH && random.nextBoolean()) {
        deflater.finish();
        bytes.write(buffer, 0, deflater.deflate(buffer));
        deflater.reset();
      }
    }
    deflater.end();
    byte[] all = bytes.toByteArray();
    assertArrayEquals(message, inflater.inflate(all, 0, all.length - 4, MOST));
  }

  @Property(tries = 500, seed = "7")
  void rubbishDoesNoHarm(@ForAll byte[] rubbish) {
    try {
      assertTrue(inflater.inflate(rubbish, 0, rubbish.length, 10_000).length <= 10_000);
    } catch (InflateException e) {
      assertTrue(e.getMessage().length() <= 123);
    }
  }
}
