// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

/** How a call went, as a number: the codes of gRPC's {@code statuscodes.md}, in their order. */
public enum GrpcCode {
  OK,
  CANCELLED,
  UNKNOWN,
  INVALID_ARGUMENT,
  DEADLINE_EXCEEDED,
  NOT_FOUND,
  ALREADY_EXISTS,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  FAILED_PRECONDITION,
  ABORTED,
  OUT_OF_RANGE,
  UNIMPLEMENTED,
  INTERNAL,
  UNAVAILABLE,
  DATA_LOSS,
  UNAUTHENTICATED;

  private static final GrpcCode[] ALL = values();

  /** What {@code grpc-status} says: 0 for {@link #OK} to 16 for {@link #UNAUTHENTICATED}. */
  public int number() {
    return ordinal();
  }

  /** The code of this number; {@link #UNKNOWN} for one that gRPC does not have. */
  public static GrpcCode of(int number) {
    return number >= 0 && number < ALL.length ? ALL[number] : UNKNOWN;
  }
}
