// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.http.Field;

/**
 * One call, as the method that answers it has it. What is said of {@linkplain #metadata metadata}
 * can be asked only in {@link GrpcMethod#begin}; all else may be used by any thread, and does not
 * block.
 */
public interface GrpcCall {
  /** The first value that the client sent by this name, in lower case, or null. */
  String metadata(String name);

  /**
   * Likewise, as bytes.
   *
   * @param name ends with {@code -bin}
   * @throws GrpcError when the client sent what is not Base64
   */
  byte[] binaryMetadata(String name) throws GrpcError;

  /** Adds a field to the head of the answer; of no effect once that has left. */
  void head(Field field);

  /**
   * Offers to compress messages by gzip, of which each says whether it is; of no effect where the
   * client does not read that, and once the head has left.
   */
  void offerCompression();

  /** Sends a message; its bytes are copied. Of no effect when the call has ended. */
  default void send(byte[] message) {
    send(message, 0, message.length, false);
  }

  /**
   * Likewise.
   *
   * @param compressed to send it compressed, where that {@linkplain #offerCompression is offered}
   */
  void send(byte[] bytes, int from, int length, boolean compressed);

  /**
   * False while so much waits to be sent that no more should be added; {@link CallListener#ready}
   * comes when that is over. A single message is never refused.
   */
  boolean isReady();

  /**
   * Ends the call, behind all messages that were sent; of no effect when it has ended.
   *
   * @param trailers fields that go with the status
   */
  void end(GrpcStatus status, Field... trailers);

  /** Has the connection's thread ask {@link CallListener#takes} and call {@code ready}. */
  void wake();

  /**
   * Runs an action once, after a time, by a thread of the clock's; for {@link #wake} mostly.
   *
   * @return to be run when it is of no use any more
   */
  Runnable after(long nanos, Runnable action);

  /** True when nobody waits for it any more. */
  boolean isOver();
}
