// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

import java.util.Base64;
import socketlab.protocol.http.Field;

/**
 * Bytes as the value of a field, whose name then ends with {@code -bin}: Base64, written without
 * padding and read with or without.
 */
public final class BinaryValue {
  public static final String SUFFIX = "-bin";

  private BinaryValue() {}

  /**
   * The field with these bytes.
   *
   * @param name ends with {@link #SUFFIX}
   */
  public static Field field(String name, byte[] bytes) {
    if (!name.endsWith(SUFFIX)) {
      throw new IllegalArgumentException("the name of a binary field ends with -bin: " + name);
    }
    return new Field(name, Base64.getEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * The bytes of a field's value.
   *
   * @throws GrpcError when it is not Base64
   */
  public static byte[] bytes(String value) throws GrpcError {
    try {
      return Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw new GrpcError(
          GrpcCode.INTERNAL, "the value of a field whose name ends with -bin is not Base64");
    }
  }
}
