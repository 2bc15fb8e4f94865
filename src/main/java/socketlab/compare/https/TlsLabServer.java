// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.LabServer;
import socketlab.compare.server.ServerCertificate;
import socketlab.compare.server.ServerProcess;
import socketlab.tls.openssl.OpenSslContext;

/**
 * {@code lab serve --tls}, one loop over epoll.
 *
 * @param engine which library does TLS: {@code openssl} or {@code jdk}
 */
record TlsLabServer(String engine, ServerCertificate certificate) implements Candidate {
  private static final String PATTERN = "single-thread";
  private static final String TRANSPORT = "epoll";
  static final String OPENSSL = "openssl";

  @Override
  public String name() {
    return PATTERN + "/" + TRANSPORT + "/" + engine;
  }

  @Override
  public Optional<String> missing() {
    return engine.equals(OPENSSL) ? OpenSslContext.availability().cause() : Optional.empty();
  }

  @Override
  public Optional<String> cannot(Load load) {
    return Optional.empty();
  }

  @Override
  public ServerProcess start(Setting setting) throws IOException, InterruptedException {
    return ServerProcess.start(
        LabServer.command(
            setting.cpus(),
            setting.jvmOptions(),
            arguments(certificate.certificate().toString(), certificate.key().toString())));
  }

  private List<String> arguments(String file, String key) {
    return List.of(
        "serve",
        "--port=0",
        "--pattern=" + PATTERN,
        "--transport=" + TRANSPORT,
        "--tls",
        "--tls-engine=" + engine,
        "--cert=" + file,
        "--key=" + key);
  }

  @Override
  public Contender describe(ServerProcess process, Setting setting) {
    String version = TlsLabServer.class.getPackage().getImplementationVersion();
    return new Contender(
        name(),
        true,
        PATTERN,
        TRANSPORT,
        version == null ? "development" : version,
        LabServer.LAUNCHER + " " + String.join(" ", arguments("server.pem", "server.key")));
  }
}
