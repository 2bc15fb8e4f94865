// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.ServerProcess;
import socketlab.tls.DevelopmentCertificate;

/** {@code lab serve} as the ways need it: over TLS, with Fast Open and early data. */
public final class HttpsServer {
  private static final int FAST_OPEN_QUEUE = 16;

  /** As OpenSSL and nginx have it: a record. */
  private static final int EARLY_BYTES = 16384;

  private HttpsServer() {}

  /**
   * Starts one in this process's network, on all its addresses.
   *
   * @throws IOException in one line, when it does not listen
   */
  public static ServerProcess start(DevelopmentCertificate certificate)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JvmFlags.java()));
    command.addAll(JvmFlags.ofLab());
    command.addAll(JvmFlags.lab());
    command.addAll(
        List.of(
            "serve",
            "--pattern=single-thread",
            "--transport=epoll",
            "--host=0.0.0.0",
            "--port=0",
            "--tls",
            "--tls-engine=openssl",
            "--cert=" + certificate.certificate(),
            "--key=" + certificate.key(),
            "--early-data=" + EARLY_BYTES,
            "--fast-open=" + FAST_OPEN_QUEUE));
    return ServerProcess.start(command);
  }
}
