// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One request on a new connection, and its whole answer. */
final class FirstAnswer {
  private static final byte[] REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
  private static final String END = "Hello, World!";

  private FirstAnswer() {}

  /**
   * A connection that has had its answer.
   *
   * @throws IOException when the server closes it, or answers something else
   */
  static Socket from(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(5_000);
    socket.getOutputStream().write(REQUEST);
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[1024];
    int length = 0;
    while (!new String(buffer, 0, length, US_ASCII).endsWith(END)) {
      int more = length < buffer.length ? in.read(buffer, length, buffer.length - length) : -1;
      if (more < 0) {
        socket.close();
        throw new IOException("the server closed a connection, or answered something else");
      }
      length += more;
    }
    return socket;
  }
}
