// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import socketlab.protocol.Output;
import socketlab.protocol.http.Field;

/** There and back, and what a table remembers. */
class HpackPropertyTest {
  @Property(tries = 500)
  void whatIsEncodedIsDecoded(@ForAll("fields") List<Field> fields) throws HpackError {
    List<String> wanted =
        fields.stream().map(f -> f.name().toLowerCase(Locale.ROOT) + ": " + f.value()).toList();
    assertEquals(wanted, Hex.decode(new HpackDecoder(4096), Hex.block(fields)));
  }

  @Property(tries = 500)
  void anyBytesInHuffmansCode(@ForAll byte[] text) throws HpackError {
    Output out = new Output(16);
    Huffman.encode(text, out);
    assertEquals(Huffman.length(text), out.size());
    byte[] decoded = new byte[Huffman.mostDecoded(out.size())];
    int end = Huffman.decode(out.array(), out.offset(), out.offset() + out.size(), decoded, 0);
    assertArrayEquals(text, Arrays.copyOf(decoded, end));
  }

  /** Against the simplest table there is: a list. */
  @Property(tries = 300)
  void theTableIsTheListThatTheRfcTellsOf(@ForAll long seed) throws HpackError {
    Random random = new Random(seed);
    int limit = random.nextInt(64, 600);
    DynamicTable table = new DynamicTable(limit);
    List<String> list = new ArrayList<>();
    int most = limit;
    for (int i = 0; i < 200; i++) {
      if (random.nextInt(20) == 0) {
        most = random.nextInt(limit + 1);
        table.resize(most);
      } else {
        String name = "n".repeat(random.nextInt(20)) + i;
        String value = "v".repeat(random.nextInt(60)) + i;
        byte[] bytes = (name + value).getBytes(ISO_8859_1);
        table.add(bytes, 0, name.length(), bytes.length);
        list.addFirst(name + ":" + value);
      }
      while (size(list) > most) {
        list.removeLast();
      }
      assertEquals(size(list), table.size());
      assertEquals(list, all(table));
    }
  }

  private static int size(List<String> list) {
    return list.stream().mapToInt(text -> text.length() - 1 + 32).sum();
  }

  private static List<String> all(DynamicTable table) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < table.count(); i++) {
      byte[] bytes = new byte[table.nameLength(i) + table.valueLength(i)];
      table.copy(i, true, bytes, 0);
      String text = new String(bytes, ISO_8859_1);
      all.add(text.substring(0, table.nameLength(i)) + ":" + text.substring(table.nameLength(i)));
    }
    return all;
  }

  /** Nothing but its own error, and nothing without end. */
  @Property(tries = 2000)
  void anyBytesAreABlockOrAnError(@ForAll byte[] block) {
    try {
      Hex.decode(new HpackDecoder(4096), block, 4096);
    } catch (HpackError expected) {
      // The usual case.
    }
  }

  @Provide
  static Arbitrary<List<Field>> fields() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of("Content-Type", "date", "Set-Cookie", "vary", "accept-encoding"),
            Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(40));
    Arbitrary<String> values =
        Arbitraries.strings()
            .withCharRange('!', '~')
            .withCharRange('\u00a1', '\u00ff')
            .ofMaxLength(300);
    return Combinators.combine(names, values).as(Field::new).list().ofMaxSize(20);
  }
}
