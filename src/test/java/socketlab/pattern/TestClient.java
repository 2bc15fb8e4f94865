// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import socketlab.protocol.http1.Answers;
import socketlab.protocol.http1.Answers.Answer;

/** A peer that sends what it is told, byte for byte, and blocks in every read, if not for ever. */
final class TestClient implements AutoCloseable {
  private final Socket socket = new Socket();
  private InputStream in;

  private TestClient() {}

  static TestClient to(InetSocketAddress address) throws IOException {
    return to(address, 0);
  }

  /**
   * @param receiveBuffer bytes the kernel keeps for it at the most, so that a peer that does not
   *     read is soon noticed; 0 for the usual
   */
  static TestClient to(InetSocketAddress address, int receiveBuffer) throws IOException {
    TestClient client = new TestClient();
    try {
      if (receiveBuffer > 0) {
        client.socket.setReceiveBufferSize(receiveBuffer);
      }
      client.socket.setTcpNoDelay(true);
      client.socket.setSoTimeout((int) TestServer.SOON.toMillis());
      client.socket.connect(address, (int) TestServer.SOON.toMillis());
      client.in = new BufferedInputStream(client.socket.getInputStream());
      return client;
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  /** From now on the kernel has room for much of what comes, so that it comes quickly. */
  void widen() throws IOException {
    socket.setReceiveBufferSize(1 << 20);
  }

  static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: lab\r\n\r\n";
  }

  static String post(String target, String body) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: lab\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  TestClient send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  TestClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  TestClient sendByteByByte(String text) throws IOException {
    for (byte b : text.getBytes(ISO_8859_1)) {
      socket.getOutputStream().write(b);
    }
    return this;
  }

  /** Sends a GET and reads its answer. */
  Answer ask(String target) throws IOException {
    return send(get(target)).read();
  }

  /** The next answer, to its last byte and not beyond. */
  Answer read() throws IOException {
    return Answers.of(readRaw()).getFirst();
  }

  /** The next answer, which has no body for it is to a HEAD request. */
  Answer readToHead() throws IOException {
    return Answers.toHead(head());
  }

  String readRaw() throws IOException {
    String head = head();
    if (head.startsWith("HTTP/1.1 1") || head.startsWith("HTTP/1.1 204 ")) {
      return head;
    }
    int at = head.indexOf("Content-Length: ");
    return at >= 0
        ? head + take(Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at))))
        : head + chunks();
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    String line;
    do {
      line = line();
      head.append(line);
    } while (!line.equals("\r\n"));
    return head.toString();
  }

  private String chunks() throws IOException {
    StringBuilder chunks = new StringBuilder();
    int size;
    do {
      String line = line();
      size = Integer.parseInt(line.strip(), 16);
      chunks.append(line).append(take(size + 2));
    } while (size > 0);
    return chunks.toString();
  }

  /** The head of an answer whose body is read by {@link #chunk}, or not at all. */
  String readHead() throws IOException {
    return head();
  }

  /** The next chunk of a body; empty for the last, behind which nothing is to be read. */
  String chunk() throws IOException {
    int size = Integer.parseInt(line().strip(), 16);
    String chunk = take(size);
    take(2);
    return chunk;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    do {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the connection ended behind: " + line);
      }
      line.append((char) b);
    } while (line.charAt(line.length() - 1) != '\n');
    return line.toString();
  }

  /** So many of the next bytes. */
  String take(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the connection ended " + (count - bytes.length) + " bytes early");
    }
    return new String(bytes, ISO_8859_1);
  }

  /** What the peer sends until it ends the connection in order; a reset is an exception. */
  String readToEnd() throws IOException {
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  /** As {@link #readToEnd}, where a reset is an end too. */
  String readToAnyEnd() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      in.transferTo(bytes);
    } catch (SocketException reset) {
      // What came before counts.
    }
    return bytes.toString(ISO_8859_1);
  }

  /** True when something has come that is not read yet. */
  boolean hasAnswer() throws IOException {
    return in.available() > 0;
  }

  /** Ends its sending side, and goes on reading. */
  TestClient halfClose() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Its own address, by which the kernel tells its connection from others. */
  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Goes away by RST, whatever is under way. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
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
