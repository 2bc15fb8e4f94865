// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.client;

import socketlab.protocol.Output;
import socketlab.protocol.grpc.wire.GrpcLimits;
import socketlab.protocol.grpc.wire.MessageMemory;
import socketlab.protocol.http2.client.ClientConnection;
import socketlab.protocol.http2.client.RequestBlock;

/**
 * Begins calls on one connection. All by one thread at a time, the one that has the connection.
 *
 * <pre>
 *   begin ─▶ send … end ─▶ stream of HTTP/2 ─▶ head · messages · status ─▶ CallAnswer
 *     └──── cancel ─▶ RST_STREAM
 * </pre>
 */
public final class GrpcCaller {
  private final ClientConnection connection;
  private final String scheme;
  private final String authority;
  private final GrpcLimits limits;
  private final MessageMemory memory;
  private final Output out;

  /**
   * @param authority host and port of the server
   * @param limits of the answers
   * @param out what the connection writes to
   */
  public GrpcCaller(
      ClientConnection connection, String scheme, String authority, GrpcLimits limits, Output out) {
    this.connection = connection;
    this.scheme = scheme;
    this.authority = authority;
    this.limits = limits;
    this.out = out;
    memory = new MessageMemory(limits.heldBytes());
  }

  /**
   * Begins a call; the connection has to have room.
   *
   * @param method such as {@code grpc.health.v1.Health/Check}
   */
  public ClientCall begin(String method, CallOptions options, CallAnswer answer) {
    RequestBlock head = RequestBlock.of("POST", scheme, authority, "/" + method, options.fields());
    ClientCall call = new ClientCall(connection, limits.messageBytes(), memory, answer, out);
    call.stream(connection.open(head, false, call, out));
    return call;
  }
}
