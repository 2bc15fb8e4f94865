// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.client;

import java.util.ArrayList;
import java.util.List;
import socketlab.protocol.grpc.wire.GrpcTimeout;
import socketlab.protocol.http.Field;

/**
 * What a client says of a call in its head.
 *
 * @param timeoutNanos how long it waits, which the server is told; below 0 when it does not say.
 *     The clock is the caller's: a server that does not keep the time is not noticed here
 * @param gzip whether messages may be sent compressed
 * @param metadata fields of its own
 */
public record CallOptions(long timeoutNanos, boolean gzip, List<Field> metadata) {
  public static final CallOptions NONE = new CallOptions(-1, false, List.of());

  public CallOptions {
    metadata = List.copyOf(metadata);
  }

  public CallOptions within(long nanos) {
    return new CallOptions(nanos, gzip, metadata);
  }

  public CallOptions compressed() {
    return new CallOptions(timeoutNanos, true, metadata);
  }

  public CallOptions with(Field... more) {
    return new CallOptions(timeoutNanos, gzip, List.of(more));
  }

  List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("content-type", "application/grpc"));
    fields.add(new Field("te", "trailers"));
    fields.add(new Field("grpc-accept-encoding", "identity, gzip"));
    if (gzip) {
      fields.add(new Field("grpc-encoding", "gzip"));
    }
    if (timeoutNanos >= 0) {
      fields.add(new Field("grpc-timeout", GrpcTimeout.text(timeoutNanos)));
    }
    fields.addAll(metadata);
    return fields;
  }
}
