// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** A client of HTTP/2 on a socket, which blocks until what it waits for has come. */
public final class Http2Socket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  public final Http2Client client;
  private final Socket socket;
  private byte[] came = {};
  private boolean ended;

  /**
   * @param socket connected, plain or of TLS; closed with this
   */
  public Http2Socket(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    client = new Http2Client(this::send, this::received);
  }

  public static Http2Socket to(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, PATIENCE_MILLIS);
    return new Http2Socket(socket);
  }

  /** Sends this as it is. */
  public void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      // Turned away meanwhile: what came before says why.
      ended = true;
    }
  }

  private byte[] received() {
    byte[] news = came;
    came = new byte[0];
    return news;
  }

  /** Reads until this is so; an {@link AssertionError} when the server says no more before. */
  public void until(BooleanSupplier condition) throws IOException {
    client.readAll();
    while (!condition.getAsBoolean()) {
      if (!readSome()) {
        throw new AssertionError("the server has ended the connection");
      }
      client.readAll();
    }
  }

  /** What has come of a stream, once it is whole or has been reset. */
  public Http2Client.Came whole(int stream) throws IOException {
    until(() -> client.came(stream).ended || client.came(stream).reset >= 0);
    return client.came(stream);
  }

  /** Reads until the server ends the connection; the code of its last GOAWAY, or -1. */
  public int untilEnd() {
    boolean more = true;
    while (more) {
      try {
        more = readSome();
      } catch (IOException e) {
        // A reset is an end too.
        more = false;
      }
      client.readAll();
    }
    return client.wentAway();
  }

  /** True when the server has turned this client away, as far as is known without reading. */
  public boolean isTurnedAway() throws IOException {
    while (!ended && socket.getInputStream().available() > 0) {
      readSome();
    }
    return client.wentAway() > 0 || ended;
  }

  private boolean readSome() throws IOException {
    byte[] bytes = new byte[64 * 1024];
    InputStream in = socket.getInputStream();
    int count = in.read(bytes);
    if (count < 0) {
      ended = true;
      return false;
    }
    int before = came.length;
    came = Arrays.copyOf(came, before + count);
    System.arraycopy(bytes, 0, came, before, count);
    return true;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
