// SPDX-License-Identifier: Apache-2.0

/**
 * gRPC on the client's side, sans I/O: calls on a connection of HTTP/2, on messages of bytes. Read
 * {@link socketlab.protocol.grpc.client.GrpcCaller} first.
 */
package socketlab.protocol.grpc.client;
