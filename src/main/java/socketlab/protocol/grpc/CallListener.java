// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcError;

/**
 * What a method hears of a call. By the connection's thread, one at a time, and nothing of it
 * blocks; {@link #cancelled} alone may come by another thread, and while another is under way.
 *
 * <p>A {@link GrpcError} is the status that the call ends with; any other exception is told as a
 * failure, and ends the call with {@link GrpcCode#UNKNOWN}.
 */
public interface CallListener {
  /**
   * False leaves the next message with the client, until {@link GrpcCall#wake}. It is left there as
   * well while {@link GrpcCall#isReady} is false, so that a client that does not read is not read
   * from.
   */
  default boolean takes() {
    return true;
  }

  /**
   * A message.
   *
   * @param bytes valid for this call, from {@code from}, of this length
   * @param compressed whether it came compressed; here it is not
   */
  void message(byte[] bytes, int from, int length, boolean compressed) throws GrpcError;

  /** The client sends no further message. */
  void ended() throws GrpcError;

  /**
   * What was sent has left in part, and there is room for more; or {@link GrpcCall#wake} was asked
   * for. It may come without a reason, too.
   */
  default void ready() throws GrpcError {}

  /**
   * The server stops, and the call is to end soon: one that might go on for ever is ended here,
   * mostly with {@link GrpcCode#UNAVAILABLE}; one that comes to its end by itself has a grace. A
   * call that begins while the server stops does not hear of it.
   */
  default void stopping() throws GrpcError {}

  /**
   * Nobody waits for the call any more: the client has cancelled it or is gone, or the deadline has
   * passed. Whatever works for it should stop. Once at most, and not behind {@link GrpcCall#end}.
   */
  default void cancelled() {}
}
