// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import socketlab.protocol.Output;
import socketlab.protocol.http.Field;

/** Blocks as the RFC prints them, and fields as one reads them. */
public final class Hex {
  private Hex() {}

  public static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  public static String of(Output out) {
    return HexFormat.of().formatHex(out.array(), out.offset(), out.offset() + out.size());
  }

  /** The fields of a block, each as {@code name: value}. */
  public static List<String> decode(HpackDecoder decoder, byte[] block) throws HpackError {
    return decode(decoder, block, Integer.MAX_VALUE);
  }

  static List<String> decode(HpackDecoder decoder, byte[] block, int limit) throws HpackError {
    FieldBlock fields = new FieldBlock();
    fields.begin(limit);
    decoder.decode(block, 0, block.length, fields);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < fields.count(); i++) {
      lines.add(fields.nameOf(i) + ": " + fields.valueOf(i));
    }
    return lines;
  }

  static byte[] block(List<Field> fields) {
    Output out = new Output(64);
    for (Field field : fields) {
      out.put(HpackEncoder.encode(field.name(), field.value()));
    }
    return out.toString().getBytes(ISO_8859_1);
  }
}
