// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

import java.util.ArrayList;
import java.util.List;
import socketlab.protocol.http.Field;

/**
 * How a call went, and for people why.
 *
 * @param message any text; empty when there is nothing to say
 */
public record GrpcStatus(GrpcCode code, String message) {
  public static final GrpcStatus OK = new GrpcStatus(GrpcCode.OK, "");

  private static final Field[] NUMBERS = new Field[GrpcCode.values().length];
  private static final List<Field> OK_ALONE;

  static {
    for (GrpcCode code : GrpcCode.values()) {
      NUMBERS[code.number()] = new Field("grpc-status", Integer.toString(code.number()));
    }
    OK_ALONE = List.of(NUMBERS[0]);
  }

  /**
   * The fields that say it, in a trailer or in a head that is all of an answer.
   *
   * @param more fields that go with them
   */
  public List<Field> fields(List<Field> more) {
    if (more.isEmpty() && message.isEmpty()) {
      return code == GrpcCode.OK ? OK_ALONE : List.of(NUMBERS[code.number()]);
    }
    List<Field> fields = new ArrayList<>(more.size() + 2);
    fields.add(NUMBERS[code.number()]);
    if (!message.isEmpty()) {
      fields.add(new Field("grpc-message", PercentText.encode(message)));
    }
    fields.addAll(more);
    return fields;
  }
}
