// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

/**
 * How much of a peer is accepted.
 *
 * @param messageBytes of one message, also when it is unfolded, from 1; above it {@link
 *     GrpcCode#RESOURCE_EXHAUSTED}
 * @param heldBytes of all messages of a server that are not whole, or have not left; likewise
 */
public record GrpcLimits(int messageBytes, long heldBytes) {
  /** What clients and servers of gRPC have for a message when nobody says otherwise. */
  public static final int MESSAGE_BYTES = 4 * 1024 * 1024;

  /** The largest that may be asked for, in bytes. */
  public static final int MOST_MESSAGE_BYTES = 256 * 1024 * 1024;

  public GrpcLimits {
    if (messageBytes < 1 || messageBytes > MOST_MESSAGE_BYTES || heldBytes < messageBytes) {
      throw new IllegalArgumentException(
          "a message has 1 to "
              + MOST_MESSAGE_BYTES
              + " bytes, and one fits in what is held; not "
              + messageBytes
              + " of "
              + heldBytes);
    }
  }
}
