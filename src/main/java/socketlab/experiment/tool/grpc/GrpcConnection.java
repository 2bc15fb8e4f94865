// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.grpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import socketlab.net.listen.AddressText;
import socketlab.protocol.Output;
import socketlab.protocol.grpc.client.CallOptions;
import socketlab.protocol.grpc.client.GrpcCaller;
import socketlab.protocol.grpc.wire.GrpcLimits;
import socketlab.protocol.http2.client.ClientConnection;
import socketlab.protocol.http2.client.ClientLimits;

/**
 * One connection to a server, in clear by prior knowledge, and its calls. Confined to one thread,
 * which reads while it waits for something.
 */
public final class GrpcConnection implements AutoCloseable {
  private static final GrpcLimits LIMITS = new GrpcLimits(32 << 20, 64 << 20);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream to;
  private final Output out = new Output(1024);
  private final ClientConnection connection;
  private final GrpcCaller caller;
  private byte[] bytes = new byte[64 * 1024];
  private int size;
  private boolean ended;

  /**
   * Connects.
   *
   * @param windows bytes that the server may send beforehand
   */
  public GrpcConnection(InetSocketAddress server, ClientLimits windows) throws IOException {
    socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    to = socket.getOutputStream();
    connection = new ClientConnection(windows);
    connection.begin(out);
    caller = new GrpcCaller(connection, "http", AddressText.of(server), LIMITS, out);
  }

  public GrpcConnection(InetSocketAddress server) throws IOException {
    this(server, ClientLimits.DEFAULT);
  }

  /** Begins a call; what is said of it leaves at the next {@link #flush} or wait. */
  public WaitedCall begin(String method, CallOptions options) {
    WaitedCall call = new WaitedCall(this);
    call.begun(caller.begin(method, options, call));
    return call;
  }

  /** A call with one request, to its end. */
  public WaitedCall unary(String method, byte[] request, CallOptions options) throws IOException {
    WaitedCall call = begin(method, options);
    call.send(request).end();
    call.status();
    return call;
  }

  /** What was said leaves. */
  public void flush() throws IOException {
    if (!out.isEmpty()) {
      to.write(out.array(), out.offset(), out.size());
      out.clear();
    }
  }

  /**
   * Reads once.
   *
   * @param most to wait, above 0
   * @return false when nothing came
   */
  public boolean read(Duration most) throws IOException {
    flush();
    if (ended) {
      throw new IOException("the connection has ended");
    }
    if (bytes.length - size < bytes.length / 2) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    socket.setSoTimeout((int) Math.max(1, most.toMillis()));
    int count;
    try {
      count = in.read(bytes, size, bytes.length - size);
    } catch (SocketTimeoutException e) {
      return false;
    }
    if (count < 0) {
      ended = true;
      connection.ended("the server has closed the connection");
      return true;
    }
    size += count;
    int taken = connection.receive(bytes, 0, size, out);
    size -= taken;
    System.arraycopy(bytes, taken, bytes, 0, size);
    flush();
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
