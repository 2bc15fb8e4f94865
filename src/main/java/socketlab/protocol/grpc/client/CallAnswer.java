// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.client;

import java.util.List;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.http.Field;

/** Who hears of the answer to one call, by the connection's thread. */
public interface CallAnswer {
  /** The head has come; not where the status is all of the answer. */
  default void head(List<Field> fields) {}

  /**
   * A message.
   *
   * @param bytes valid for this call, from {@code from}, of this length
   * @param compressed whether it came compressed; here it is not
   */
  void message(byte[] bytes, int from, int length, boolean compressed);

  /** How it ended; the last that is told, once. It is not told of a call that was cancelled. */
  void ended(GrpcStatus status, List<Field> trailers);
}
