// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

import socketlab.protocol.grpc.wire.GrpcError;

/** A method of a service, of any of the four kinds. Thread-safe: calls may overlap. */
@FunctionalInterface
public interface GrpcMethod {
  /**
   * A call begins: its head is there. By the connection's thread; it does not block.
   *
   * @param call what the client said of it can be asked only here; the rest of it may be kept
   * @return who hears how it goes on
   * @throws GrpcError the status that the call ends with
   */
  CallListener begin(GrpcCall call) throws GrpcError;
}
