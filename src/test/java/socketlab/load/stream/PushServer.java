// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import socketlab.tls.DevelopmentCertificate;

/**
 * Tells each message to everybody who has {@code /events} open, but for those its fault keeps back;
 * everything else is 404. With the JDK's sockets and no code of the lab.
 */
final class PushServer implements AutoCloseable {
  /** What happens to the message of this number. */
  interface Fault {
    /** What is told in its place; empty for nothing at all. */
    Optional<String> tell(long number, String message);
  }

  private final ServerSocket listener;
  private final List<Socket> streams = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final Fault fault;
  private final String scheme;
  private long number;

  PushServer(Fault fault) throws IOException {
    this(fault, "http", ServerSocketFactory.getDefault());
  }

  private PushServer(Fault fault, String scheme, ServerSocketFactory sockets) throws IOException {
    this.fault = fault;
    this.scheme = scheme;
    listener = sockets.createServerSocket(0, 128, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  /** One that tells everything. */
  static PushServer good() throws IOException {
    return new PushServer((_, message) -> Optional.of(message));
  }

  /** One that tells everything, in TLS. */
  static PushServer secure(DevelopmentCertificate shown)
      throws IOException, GeneralSecurityException {
    char[] password = {};
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", key(shown), password, chain(shown));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return new PushServer(
        (_, message) -> Optional.of(message), "https", context.getServerSocketFactory());
  }

  private static PrivateKey key(DevelopmentCertificate shown)
      throws IOException, GeneralSecurityException {
    String base64 =
        Files.readString(shown.key()).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  private static Certificate[] chain(DevelopmentCertificate shown)
      throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(shown.certificate())) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(pem)
          .toArray(Certificate[]::new);
    }
  }

  String url(String path) {
    return scheme + "://127.0.0.1:" + listener.getLocalPort() + path;
  }

  /** Ends every stream that is open. */
  void endStreams() throws IOException {
    for (Socket socket : streams) {
      socket.close();
    }
  }

  int streams() {
    return streams.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
      return;
    }
  }

  private void serve(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      for (String head; !(head = head(in)).isEmpty(); ) {
        if (head.startsWith("GET /events ")) {
          say(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
          streams.add(socket);
        } else if (head.startsWith("GET /page ")) {
          say(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi");
        } else if (head.startsWith("POST /publish ")) {
          publish(new String(in.readNBytes(length(head)), ISO_8859_1));
          say(socket, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        } else {
          say(socket, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        }
      }
    } catch (IOException e) {
      // The client has left.
      return;
    }
  }

  private synchronized void publish(String message) throws IOException {
    Optional<String> told = fault.tell(number++, message);
    if (told.isPresent()) {
      for (Socket stream : streams) {
        say(stream, "data: " + told.get() + "\n\n");
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int value; head.indexOf("\r\n\r\n") < 0; head.append((char) value)) {
      value = in.read();
      if (value < 0) {
        return "";
      }
    }
    return head.toString();
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.startsWith("Content-Length: "))
        .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
        .findFirst()
        .orElse(0);
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
