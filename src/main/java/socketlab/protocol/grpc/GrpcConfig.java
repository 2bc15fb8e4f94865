// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

import java.util.function.Consumer;
import socketlab.protocol.grpc.wire.GrpcLimits;
import socketlab.protocol.grpc.wire.MessageMemory;

/**
 * What all calls of a server share.
 *
 * @param memory what {@link GrpcLimits#heldBytes} bounds
 * @param clock for deadlines, and for methods that wait
 * @param failures told of every exception a method threw; called by the thread that ran it
 */
public record GrpcConfig(
    GrpcLimits limits, MessageMemory memory, CallClock clock, Consumer<Throwable> failures) {
  public GrpcConfig(GrpcLimits limits, CallClock clock, Consumer<Throwable> failures) {
    this(limits, new MessageMemory(limits.heldBytes()), clock, failures);
  }
}
