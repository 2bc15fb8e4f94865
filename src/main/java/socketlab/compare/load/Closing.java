// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Whether a server ends a connection when a request says that it is the last: RFC 9112 section 9.6.
 * A generator that wants a connection a request relies on it, and would load one that does not over
 * connections that are kept.
 */
public final class Closing {
  private static final String REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private Closing() {}

  /**
   * Asks once.
   *
   * @param patience how long the end may take to come
   * @throws IOException when the server cannot be reached, or resets the connection
   */
  public static boolean isKeptBy(InetSocketAddress server, Duration patience) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
      socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[4096];
      while (in.read(buffer) >= 0) {}
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }
}
