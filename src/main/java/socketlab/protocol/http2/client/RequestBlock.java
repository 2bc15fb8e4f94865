// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import java.util.Arrays;
import java.util.List;
import socketlab.protocol.Output;
import socketlab.protocol.hpack.HpackEncoder;
import socketlab.protocol.http.Field;

/**
 * The fields of a request, encoded so that they can be sent any number of times on any connection.
 * Immutable.
 */
public final class RequestBlock {
  private final byte[] bytes;
  private final boolean head;

  private RequestBlock(byte[] bytes, boolean head) {
    this.bytes = bytes;
    this.head = head;
  }

  /**
   * @param scheme as {@code https}
   * @param authority host and port; without the port where it is the scheme's own
   * @param path with the query
   * @param fields whatever else is said; those that frame a message of HTTP/1.1 are left out, but
   *     for content-length
   */
  public static RequestBlock of(
      String method, String scheme, String authority, String path, List<Field> fields) {
    Output made = new Output(128);
    made.put(HpackEncoder.encode(":method", method));
    made.put(HpackEncoder.encode(":scheme", scheme));
    made.put(HpackEncoder.encode(":path", path));
    made.put(HpackEncoder.encode(":authority", authority));
    for (Field field : fields) {
      if (!field.isFraming() || field.isNamed("content-length")) {
        made.put(field.compact());
      }
    }
    byte[] bytes = Arrays.copyOfRange(made.array(), made.offset(), made.offset() + made.size());
    return new RequestBlock(bytes, method.equals("HEAD"));
  }

  /** A GET without any field. */
  public static RequestBlock get(String scheme, String authority, String path) {
    return of("GET", scheme, authority, path, List.of());
  }

  /** Bytes that it takes on the wire. */
  public int size() {
    return bytes.length;
  }

  /** True when the answer has no body, whatever its length is said to be. */
  boolean isHead() {
    return head;
  }

  void put(Output out) {
    out.put(bytes);
  }
}
