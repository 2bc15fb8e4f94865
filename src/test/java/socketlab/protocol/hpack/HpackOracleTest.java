// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackException;
import socketlab.protocol.Output;

/** Jetty's encoder and decoder against the lab's: two that were written by others agree. */
class HpackOracleTest {
  private static final List<String> NAMES =
      List.of(
          "accept",
          "accept-encoding",
          "authorization",
          "cache-control",
          "cookie",
          "content-type",
          "date",
          "etag",
          "set-cookie",
          "user-agent",
          "x-forwarded-for",
          "x-request-id");

  /** Blocks of one connection, which share a table that the encoder makes larger and smaller. */
  @Property(tries = 300)
  void theLabDecodesWhatJettyEncodes(@ForAll long seed) throws HpackError {
    Random random = new Random(seed);
    var encoder = new org.eclipse.jetty.http2.hpack.HpackEncoder();
    encoder.setMaxTableCapacity(4096);
    encoder.setTableCapacity(4096);
    HpackDecoder decoder = new HpackDecoder(4096);
    for (int block = 0; block < 20; block++) {
      ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
      if (random.nextInt(5) == 0) {
        int size = random.nextInt(4097);
        encoder.setTableCapacity(size);
        encoder.encodeMaxDynamicTableSize(bytes, size);
        encoder.getHpackContext().resize(size);
      }
      List<String> wanted = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        HttpField field = field(random, 255);
        encoder.encode(bytes, field);
        wanted.add(field.getName() + ": " + field.getValue());
      }
      byte[] encoded = Arrays.copyOf(bytes.array(), bytes.position());
      assertEquals(wanted, Hex.decode(decoder, encoded));
    }
  }

  @Property(tries = 300)
  void jettyDecodesWhatTheLabEncodes(@ForAll long seed) throws HpackException {
    Random random = new Random(seed);
    var decoder = new org.eclipse.jetty.http2.hpack.HpackDecoder(64 * 1024, () -> 0);
    for (int block = 0; block < 10; block++) {
      int status = 200 + random.nextInt(300);
      Output out = new Output(64);
      HpackEncoder.status(status, out);
      List<String> wanted = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        HttpField field = field(random, '~');
        out.put(HpackEncoder.encode(field.getName(), field.getValue()));
        wanted.add(field.getName() + ": " + field.getValue());
      }
      long length = random.nextInt(1_000_000);
      HpackEncoder.contentLength(length, out);
      wanted.add("content-length: " + length);
      ByteBuffer bytes = ByteBuffer.wrap(out.array(), out.offset(), out.size()).slice();
      MetaData.Response decoded = (MetaData.Response) decoder.decode(bytes);
      assertEquals(status, decoded.getStatus());
      List<String> fields = new ArrayList<>();
      decoded.getHttpFields().forEach(f -> fields.add(f.getLowerCaseName() + ": " + f.getValue()));
      assertEquals(wanted, fields);
    }
  }

  /** A field of few names and values, so that many are in the table already. */
  private static HttpField field(Random random, int largest) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    byte[] value = new byte[random.nextInt(random.nextInt(10) == 0 ? 600 : 30) + 1];
    Random chosen = new Random(random.nextInt(3));
    for (int i = 0; i < value.length; i++) {
      int letter = '!' + chosen.nextInt(largest - '!' + 1);
      value[i] = (byte) (letter == 0x7f ? 'd' : letter);
    }
    return new HttpField(name, new String(value, ISO_8859_1));
  }
}
