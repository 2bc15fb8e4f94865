// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A client's connection with a server, by the JDK's TLS, which does not look for whom the
 * certificate speaks: that is for the experiment to see. It keeps what it sent in clear.
 */
public final class TlsDialog implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  /** The preface of HTTP/2 and an empty SETTINGS frame (RFC 9113 section 3.4). */
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0".getBytes(US_ASCII);

  private static final int FRAME_HEAD_BYTES = 9;
  private static final int FRAME_TYPE = 3;
  private static final int SETTINGS = 4;

  private final Recorded wire;
  private final SSLSocket socket;

  private TlsDialog(Recorded wire, SSLSocket socket) {
    this.wire = wire;
    this.socket = socket;
  }

  /**
   * Connects, and does the handshake.
   *
   * @param name that it asks for (SNI); an address is not sent
   * @param offered by ALPN, in this order; nothing is sent where it is empty
   * @throws IOException when the handshake fails
   */
  public static TlsDialog open(
      SSLContext context, InetSocketAddress server, String name, List<String> offered)
      throws IOException {
    Recorded wire = new Recorded();
    try {
      wire.connect(server);
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(wire, name, server.getPort(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(offered.toArray(String[]::new));
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.startHandshake();
      return new TlsDialog(wire, socket);
    } catch (IOException | RuntimeException e) {
      wire.close();
      throw e;
    }
  }

  /** Keeps what goes through it. */
  private static final class Recorded extends Socket {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          sent.write(bytes, from, length);
          out.write(bytes, from, length);
        }
      };
    }
  }

  /** What both sides agreed on by ALPN; empty where nothing. */
  public String agreed() {
    return socket.getApplicationProtocol();
  }

  /** The subject of the certificate that the server has shown. */
  public String shown() throws IOException {
    return socket.getSession().getPeerPrincipal().getName();
  }

  /** Whether what was sent holds this text as anybody on the way could read it. */
  public boolean hasSentInClear(String text) {
    return wire.sent.toString(US_ASCII).contains(text);
  }

  /** Whether the server answers the preface of HTTP/2 with its own. Ends the dialog's use. */
  public boolean speaksHttp2() throws IOException {
    socket.getOutputStream().write(PREFACE);
    byte[] head = socket.getInputStream().readNBytes(FRAME_HEAD_BYTES);
    return head.length == FRAME_HEAD_BYTES && head[FRAME_TYPE] == SETTINGS;
  }

  /** Asks for {@code /plaintext} by HTTP/1.1; the status of the answer. */
  public int status(String host) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET /plaintext HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                .formatted(host)
                .getBytes(US_ASCII));
    String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
    if (!answer.startsWith("HTTP/1.1 ")) {
      throw new IOException("this is no answer of HTTP/1.1: " + answer);
    }
    return Integer.parseInt(answer.substring(9, 12));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
