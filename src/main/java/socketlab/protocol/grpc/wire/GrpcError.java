// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

/** A call that cannot go on: the status that it ends with. */
public final class GrpcError extends Exception {
  private final transient GrpcStatus status;

  /**
   * @param message one line for people
   */
  public GrpcError(GrpcCode code, String message) {
    // No stack: it tells of the peer's bytes, not of this code.
    super(message, null, false, false);
    status = new GrpcStatus(code, message);
  }

  public GrpcStatus status() {
    return status;
  }
}
