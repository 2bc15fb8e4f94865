// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * {@code XADD} to a stream of Redis, on a connection of its own. With {@code appendfsync always}
 * its answer says that the message is on disk (redis.io, persistence).
 */
final class RespPublisher implements ConfirmedPublisher {
  private static final String COMMAND = "*5\r\n$4\r\nXADD\r\n$3\r\nlab\r\n$1\r\n*\r\n$1\r\nd\r\n$";

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  RespPublisher(String host, int port) throws IOException {
    socket = new Socket(host, port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  @Override
  public void publish(byte[] message) throws IOException {
    byte[] head = (COMMAND + message.length + "\r\n").getBytes(US_ASCII);
    byte[] request = new byte[head.length + message.length + 2];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(message, 0, request, head.length, message.length);
    request[request.length - 2] = '\r';
    request[request.length - 1] = '\n';
    out.write(request);
    int kind = in.read();
    // A bulk string, which is the entry's id: its length on a line, and then itself on another.
    if (kind != '$') {
      throw new IOException(kind < 0 ? "the server ended the connection" : "refused the message");
    }
    skipLine();
    skipLine();
  }

  private void skipLine() throws IOException {
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server ended the connection");
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
