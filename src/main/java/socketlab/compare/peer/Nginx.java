// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import java.io.IOException;
import java.util.Optional;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.ServerCertificate;
import socketlab.compare.server.ServerProcess;

/** nginx with an answer that stands in its configuration. */
final class Nginx implements Candidate {
  private static final String ANSWER =
      "    location = /plaintext { default_type text/plain; return 200 \"Hello, World!\"; }\n";

  // https://nginx.org/en/docs/http/ngx_http_ssl_module.html; no cache of sessions beside tickets,
  // which is the lab's way too.
  private static final String TLS =
      """
          ssl_certificate %s;
          ssl_certificate_key %s;
          ssl_protocols TLSv1.2 TLSv1.3;
      """;

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public Optional<String> missing() {
    return NginxProgram.missing();
  }

  @Override
  public Optional<String> cannot(Load load) {
    return load.path().equals("/plaintext")
        ? Optional.empty()
        : Optional.of("is configured to answer only GET /plaintext");
  }

  @Override
  public ServerProcess start(Setting setting) throws IOException, InterruptedException {
    LoadProtocol protocol = setting.protocol();
    String serving = ANSWER;
    if (protocol.isTls()) {
      ServerCertificate certificate = ServerCertificate.get();
      serving += TLS.formatted(certificate.certificate(), certificate.key());
    }
    return NginxProgram.start(setting, "", listening(protocol), serving);
  }

  private static String listening(LoadProtocol protocol) {
    return (protocol.isTls() ? "ssl " : "") + (protocol.isHttp2() ? "http2" : "");
  }

  @Override
  public Contender describe(ServerProcess process, Setting setting) {
    return new Contender(
        name(),
        false,
        "",
        "",
        NginxProgram.version(),
        "nginx, worker_processes "
            + setting.cpus()
            + ", access_log off, server_tokens off, return 200"
            + (setting.protocol().isPlain() ? "" : ", listen " + listening(setting.protocol())));
  }
}
