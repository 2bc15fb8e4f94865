// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.tls.TestAuthority;
import socketlab.tls.TlsClient;
import socketlab.tls.certificate.CertificateFiles;

/** SIGHUP, as it is sent to a server whose certificate was renewed. */
@Timeout(120)
class CertificateRenewalTest {
  private static final String HELLO = "Hello, World!";

  @TempDir private Path folder;

  private SSLSocket connect(InetSocketAddress server, Path authority) throws Exception {
    SSLContext trusting = TlsClient.trusting(authority);
    SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket(server.getAddress(), server.getPort());
    socket.setSoTimeout((int) TestServer.SOON.toMillis());
    return socket;
  }

  private static String shown(SSLSocket socket) throws IOException {
    return socket.getSession().getPeerPrincipal().getName();
  }

  private static void assertAnswers(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
    StringBuilder said = new StringBuilder();
    while (!said.toString().endsWith(HELLO)) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("it ended behind: " + said);
      }
      said.append((char) next);
    }
  }

  @Test
  void newConnectionsGetTheNewOneAndOpenOnesGoOn() throws Exception {
    TestAuthority authority = new TestAuthority(folder, "authority");
    CertificateFiles files = authority.server("localhost");
    Path trusted = authority.file();
    try (LabProcess lab =
        LabProcess.startInForeground(
            "serve",
            "--pattern=sharded",
            "--port=0",
            "--tls",
            "--cert=" + files.certificate(),
            "--key=" + files.key())) {
      InetSocketAddress server = lab.address();
      try (SSLSocket open = connect(server, trusted)) {
        assertAnswers(open);
        assertEquals("CN=localhost", shown(open));

        CertificateFiles renewed = authority.server("renewed.test");
        Files.move(renewed.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.move(renewed.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        lab.signal("HUP");
        eventually()
            .until(
                () ->
                    lab.out()
                        .getLast()
                        .equals(
                            "SIGHUP: the certificates were read again; new connections get them"));
        assertAnswers(open);
        try (SSLSocket next = connect(server, trusted)) {
          assertAnswers(next);
          assertEquals("CN=renewed.test", shown(next));
        }

        Files.writeString(files.certificate(), "broken");
        lab.signal("HUP");
        eventually().until(() -> !lab.err().isEmpty());
        String said = lab.err().getFirst();
        assertTrue(
            said.startsWith(
                "lab: SIGHUP: the certificates stay as they were: "
                    + files.certificate()
                    + " is no PEM file with a certificate"),
            said);
        try (SSLSocket next = connect(server, trusted)) {
          assertAnswers(next);
          assertEquals("CN=renewed.test", shown(next));
        }
        assertAnswers(open);
      }
      lab.terminate();
      assertEquals(0, lab.exitCode());
      assertEquals(1, lab.err().size(), lab.err().toString());
    }
  }
}
