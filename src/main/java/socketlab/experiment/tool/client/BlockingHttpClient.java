// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;

/** An HTTP client with one blocking connection, for answers whose length is told. One thread. */
public final class BlockingHttpClient implements AutoCloseable {
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String LENGTH = "\r\ncontent-length: ";

  private final Socket socket;
  private final InputStream in;
  private long bytes;

  public BlockingHttpClient(InetSocketAddress server) throws IOException {
    socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A GET request. */
  public static byte[] get(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: lab\r\n\r\n").getBytes(US_ASCII);
  }

  /** A POST request. */
  public static byte[] post(String path, byte[] body) {
    byte[] head =
        ("POST " + path + " HTTP/1.1\r\nHost: lab\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(US_ASCII);
    byte[] whole = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  /**
   * Sends a request and reads its answer.
   *
   * @return the body
   * @throws IOException when the answer ends early
   */
  public byte[] ask(byte[] request) throws IOException {
    send(request);
    return read();
  }

  /** Sends one or several requests. */
  public void send(byte[] requests) throws IOException {
    socket.getOutputStream().write(requests);
    bytes += requests.length;
  }

  /** Ends its sending side: shutdown(2) with SHUT_WR. */
  public void finish() throws IOException {
    socket.shutdownOutput();
  }

  /** Whether the server has ended its side, with nothing left to read; waits for either. */
  public boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  /** The median time of so many answers, in microseconds. */
  public double medianMicros(byte[] request, int times) throws IOException {
    double[] micros = new double[times];
    for (int i = 0; i < times; i++) {
      long began = System.nanoTime();
      ask(request);
      micros[i] = (System.nanoTime() - began) / 1e3;
    }
    Arrays.sort(micros);
    return micros[times / 2];
  }

  /**
   * Reads the next answer.
   *
   * @return the body
   * @throws IOException when it ends early
   */
  public byte[] read() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(256);
    while (!head.toString(ISO_8859_1).endsWith(END_OF_HEAD)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended after " + head.size() + " bytes of a head");
      }
      head.write(next);
    }
    String fields = head.toString(ISO_8859_1).toLowerCase(Locale.ROOT);
    int at = fields.indexOf(LENGTH) + LENGTH.length();
    int length = Integer.parseInt(fields.substring(at, fields.indexOf('\r', at)));
    byte[] body = in.readNBytes(length);
    bytes += head.size() + body.length;
    if (body.length < length) {
      throw new IOException("the connection ended after " + body.length + " of " + length);
    }
    return body;
  }

  /** Sent and received so far, as HTTP. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
