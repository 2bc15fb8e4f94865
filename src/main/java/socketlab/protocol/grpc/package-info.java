// SPDX-License-Identifier: Apache-2.0

/**
 * gRPC on the server's side, sans I/O, over whatever carries {@link socketlab.protocol.http}: calls
 * of all four kinds with deadlines, cancellation, compression and back-pressure, on messages of
 * bytes. Read {@link socketlab.protocol.grpc.GrpcMethod} first, then {@link
 * socketlab.protocol.grpc.GrpcHandler}.
 */
package socketlab.protocol.grpc;
