// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** An {@link Output} against the plainest thing that could be one. */
class OutputPropertyTest {
  /** Done to both, the output and its model. */
  private interface Step {
    void on(Output out, Model model);
  }

  @Property(seed = "1")
  void anyStepsLeaveTheSameBytes(
      @ForAll @IntRange(min = 1, max = 64) int capacity, @ForAll("steps") List<Step> steps) {
    Output out = new Output(capacity);
    Model model = new Model();
    for (Step step : steps) {
      step.on(out, model);
      assertArrayEquals(
          model.bytes, Arrays.copyOfRange(out.array(), out.offset(), out.offset() + out.size()));
      assertEquals(model.bytes.length == 0, out.isEmpty());
      assertEquals(model.bytes.length >= Output.HIGH_WATER, out.isFull());
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> pieces =
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(200)
            .map(bytes -> (out, model) -> both(out, model, bytes));
    Arbitrary<Step> large =
        Arbitraries.integers()
            .between(1, 50_000)
            .map(size -> (out, model) -> both(out, model, new byte[size]));
    Arbitrary<Step> others =
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(200)
            .map(bytes -> (out, model) -> takeOver(out, model, bytes));
    Arbitrary<Step> decimals = numbers().map(n -> (out, model) -> decimal(out, model, n));
    Arbitrary<Step> longs =
        Arbitraries.longs()
            .between(0, Long.MAX_VALUE)
            .map(n -> (out, model) -> longDecimal(out, model, n));
    Arbitrary<Step> inserts = parts().map(part -> (out, model) -> insert(out, model, part));
    Arbitrary<Step> hexes = numbers().map(n -> (out, model) -> hex(out, model, n));
    Arbitrary<Step> sent = parts().map(part -> (out, model) -> sent(out, model, part));
    Arbitrary<Step> cut = parts().map(part -> (out, model) -> cut(out, model, part));
    return Arbitraries.oneOf(
            pieces, large, others, decimals, longs, inserts, hexes, sent, sent, cut)
        .list()
        .ofMaxSize(60);
  }

  private static Arbitrary<Integer> numbers() {
    return Arbitraries.integers().between(0, Integer.MAX_VALUE);
  }

  private static Arbitrary<Double> parts() {
    return Arbitraries.doubles().between(0, 1);
  }

  private static void both(Output out, Model model, byte[] bytes) {
    out.put(bytes);
    model.put(bytes);
  }

  private static void takeOver(Output out, Model model, byte[] bytes) {
    Output other = new Output(1);
    other.put((byte) 0);
    other.put(bytes);
    other.sent(1);
    out.putAll(other);
    assertEquals(0, other.size());
    model.put(bytes);
  }

  private static void decimal(Output out, Model model, int number) {
    out.putDecimal(number);
    model.put(Integer.toString(number).getBytes(ISO_8859_1));
  }

  private static void longDecimal(Output out, Model model, long number) {
    out.putDecimal(number);
    model.put(Long.toString(number).getBytes(ISO_8859_1));
  }

  private static void insert(Output out, Model model, double part) {
    int at = (int) (part * out.size());
    byte[] source = "<inserted>".getBytes(ISO_8859_1);
    out.insert(at, source, 1, 8);
    byte[] behind = Arrays.copyOfRange(model.bytes, at, model.bytes.length);
    model.bytes = Arrays.copyOf(model.bytes, at);
    model.put("inserted".getBytes(ISO_8859_1));
    model.put(behind);
  }

  private static void hex(Output out, Model model, int number) {
    out.putHex(number);
    model.put(Integer.toHexString(number).getBytes(ISO_8859_1));
  }

  private static void sent(Output out, Model model, double part) {
    int count = (int) (part * out.size());
    out.sent(count);
    model.bytes = Arrays.copyOfRange(model.bytes, count, model.bytes.length);
  }

  private static void cut(Output out, Model model, double part) {
    int size = (int) (part * out.size());
    out.truncate(size);
    model.bytes = Arrays.copyOf(model.bytes, size);
  }

  private static final class Model {
    private byte[] bytes = {};

    void put(byte[] more) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(bytes);
      all.writeBytes(more);
      bytes = all.toByteArray();
    }
  }
}
