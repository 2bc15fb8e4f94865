// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** {@code POST /topics/lab}, on a connection of its own; 201 confirms it. */
final class HttpPublisher implements ConfirmedPublisher {
  private static final String CREATED = "HTTP/1.1 201 ";
  private static final String LENGTH = "content-length: ";

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  HttpPublisher(String host, int port) throws IOException {
    socket = new Socket(host, port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  @Override
  public void publish(byte[] message) throws IOException {
    byte[] head =
        ("POST /topics/lab HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                + "Content-Length: "
                + message.length
                + "\r\n\r\n")
            .getBytes(US_ASCII);
    byte[] request = new byte[head.length + message.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(message, 0, request, head.length, message.length);
    out.write(request);
    String status = line();
    int length = 0;
    for (String field = line(); !field.isEmpty(); field = line()) {
      if (field.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(field.substring(LENGTH.length()));
      }
    }
    in.skipNBytes(length);
    if (!status.startsWith(CREATED)) {
      throw new IOException("answered " + status);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server ended the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
