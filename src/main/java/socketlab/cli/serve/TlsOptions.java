// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import socketlab.app.Protocol;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Options;
import socketlab.cli.name.UserFolders;
import socketlab.cli.term.SignalActions;
import socketlab.tls.DevelopmentCertificate;
import socketlab.tls.RenewedContext;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsSetup;
import socketlab.tls.certificate.CertificateFiles;
import socketlab.tls.certificate.ClientCertificates;
import socketlab.tls.jdk.JdkContext;
import socketlab.tls.openssl.OpenSslContext;

/** What a user may say of TLS, and what is made of it. */
final class TlsOptions {
  /** {@code --tls} without a port. */
  private static final int ON_THE_PORT = -1;

  private static final String OPENSSL = "openssl";
  private static final String JDK = "jdk";

  // As haproxy says it.
  private static final String REQUIRED = "required";
  private static final String OPTIONAL = "optional";

  private Integer port;
  private final List<Path> certificates = new ArrayList<>();
  private final List<Path> keys = new ArrayList<>();
  private Path clientAuthorities;
  private String verifyClient;
  private String engine;
  private final TicketOptions tickets = new TicketOptions();
  private List<String> names;

  /** Null before {@link #context}. */
  private RenewedContext context;

  /** Adds its options to those of a command. */
  void addTo(Options options) {
    options
        .option(
            "--tls",
            Integer.class,
            value -> port = value,
            "Speak TLS on --port; with a PORT, speak it there and the plain protocol on --port. A"
                + " certificate for this machine is made at first use.")
        .arity("0..1")
        .fallbackValue(String.valueOf(ON_THE_PORT))
        .paramLabel("PORT");
    options
        .option(
            "--cert",
            Path[].class,
            value -> certificates.addAll(List.of(value)),
            "The server's certificate, and those that lead to a trusted one behind it, as a PEM"
                + " file. May be given again, each with a --key: a client is shown the first that"
                + " speaks for the name it asks for, or else the first. SIGHUP reads them again.")
        .paramLabel("FILE");
    options
        .option(
            "--key",
            Path[].class,
            value -> keys.addAll(List.of(value)),
            "The private key of the certificate, in PKCS #8, as a PEM file.")
        .paramLabel("FILE");
    options
        .option(
            "--client-ca",
            Path.class,
            value -> clientAuthorities = value,
            "Ask clients for a certificate, which one of the authorities in this PEM file has to"
                + " have signed.")
        .paramLabel("FILE");
    options
        .option(
            "--verify-client",
            String.class,
            value -> verifyClient = value,
            "Whether a client without a certificate is turned away: required, optional (default:"
                + " required).")
        .paramLabel("WHETHER");
    options
        .option(
            "--tls-engine",
            String.class,
            value -> engine = value,
            "Which library does TLS: openssl, jdk (default: openssl where it can be loaded).")
        .paramLabel("NAME");
    options
        .option(
            "--alpn",
            String.class,
            value -> names = List.of(value.split(",")),
            "What a client may choose to speak inside TLS, the best first, by the names of ALPN"
                + " (default: h2,http/1.1).")
        .paramLabel("NAMES");
    tickets.addTo(options);
  }

  /** True when TLS is spoken anywhere. */
  boolean isAsked() {
    return port != null;
  }

  /** The port that TLS has for itself; empty when it has the server's only one. */
  OptionalInt ownPort() {
    return port == null || port == ON_THE_PORT ? OptionalInt.empty() : OptionalInt.of(port);
  }

  /**
   * What is wrong with them, in one line.
   *
   * @param protocol which is spoken inside
   */
  Optional<String> complaint(Protocol protocol) {
    boolean any =
        !certificates.isEmpty()
            || !keys.isEmpty()
            || clientAuthorities != null
            || verifyClient != null
            || engine != null
            || names != null;
    if (port == null && any) {
      return Optional.of(
          "--cert, --key, --client-ca, --verify-client, --alpn and --tls-engine change nothing"
              + " without --tls; add it");
    }
    if (port == null && tickets.isAsked()) {
      return Optional.of("--early-data and --ticket-keys change nothing without --tls; add it");
    }
    if (tickets.complaint().isPresent()) {
      return tickets.complaint();
    }
    if (JDK.equals(engine) && tickets.complaintOfJdk().isPresent()) {
      return tickets.complaintOfJdk();
    }
    if (verifyClient != null && clientAuthorities == null) {
      return Optional.of("--verify-client changes nothing without --client-ca; add it");
    }
    if (verifyClient != null && !List.of(OPTIONAL, REQUIRED).contains(verifyClient)) {
      return Optional.of(
          "--verify-client is " + REQUIRED + " or " + OPTIONAL + ", not '" + verifyClient + "'");
    }
    if (names != null && !protocol.applicationProtocols().containsAll(names)) {
      return Optional.of(
          "--alpn is of "
              + String.join(", ", protocol.applicationProtocols())
              + ", with commas between them, not '"
              + String.join(",", names)
              + "'");
    }
    if (certificates.size() != keys.size()) {
      return Optional.of(
          "--cert and --key go together; give a --key for each --cert, in their order, or neither");
    }
    if (port != null && port != ON_THE_PORT && (port < 0 || port > 65535)) {
      return Optional.of("--tls is a port from 0 to 65535, not " + port);
    }
    if (engine != null && !engine.equals(OPENSSL) && !engine.equals(JDK)) {
      return Optional.of(
          "no TLS engine is called '" + engine + "'. The names are: " + OPENSSL + ", " + JDK);
    }
    return Optional.empty();
  }

  /** Whether OpenSSL does it. */
  private boolean isByOpenSsl() {
    if (engine == null) {
      return OpenSslContext.availability().isAvailable();
    }
    if (engine.equals(OPENSSL)) {
      OpenSslContext.availability()
          .cause()
          .ifPresent(
              cause -> {
                throw new LabFailure("--tls-engine=openssl: " + cause);
              });
    }
    return engine.equals(OPENSSL);
  }

  /**
   * Reads or makes the certificates.
   *
   * @param protocol which is spoken inside
   */
  TlsContext context(Protocol protocol) {
    List<String> inside = names == null ? protocol.applicationProtocols() : names;
    boolean byOpenSsl = isByOpenSsl();
    if (!byOpenSsl) {
      tickets
          .complaintOfJdk()
          .ifPresent(
              complaint -> {
                throw new LabFailure(complaint);
              });
    }
    try {
      context =
          RenewedContext.of(
              () -> {
                TlsSetup setup = setup(inside);
                return byOpenSsl
                    ? OpenSslContext.of(setup, tickets.tickets())
                    : JdkContext.of(setup);
              });
      return context;
    } catch (IOException e) {
      throw new LabFailure("--tls: " + e.getMessage());
    }
  }

  private TlsSetup setup(List<String> inside) throws IOException {
    List<CertificateFiles> files = new ArrayList<>();
    for (int i = 0; i < certificates.size(); i++) {
      files.add(new CertificateFiles(certificates.get(i), keys.get(i)));
    }
    if (files.isEmpty()) {
      DevelopmentCertificate own = DevelopmentCertificate.in(UserFolders.tls());
      files.add(new CertificateFiles(own.certificate(), own.key()));
    }
    for (CertificateFiles one : files) {
      one.check(Instant.now());
    }
    Optional<ClientCertificates> clients =
        Optional.ofNullable(clientAuthorities)
            .map(file -> new ClientCertificates(file, !OPTIONAL.equals(verifyClient)));
    return new TlsSetup(files, clients, inside);
  }

  /**
   * From now on SIGHUP, which would end the process, has the files read again. A certificate that
   * the lab made itself is no file to be replaced, so that the signal then ends the server.
   *
   * @param told that they were read, any thread
   * @param problems that they could not be, any thread
   */
  void renewOnHangUp(Consumer<String> told, Consumer<String> problems) {
    if (certificates.isEmpty() && !tickets.hasFile()) {
      return;
    }
    SignalActions.set(
        List.of("HUP"),
        () -> {
          try {
            context.renew();
          } catch (IOException | RuntimeException e) {
            problems.accept("SIGHUP: the certificates stay as they were: " + e.getMessage());
            return;
          }
          told.accept("SIGHUP: the certificates were read again; new connections get them");
        });
  }

  /** Engine and certificate, and how to trust it, in one line. */
  String line() {
    String library = isByOpenSsl() ? OpenSslContext.libraryVersion() : "the JDK's SSLEngine";
    return certificates.isEmpty()
        ? library
            + ", a certificate of your own authority; to trust it: curl --cacert "
            + UserFolders.tls().resolve("authority.pem")
        : library
            + (certificates.size() == 1 ? ", certificate " : ", certificates ")
            + certificates.stream().map(Path::toString).collect(Collectors.joining(", "));
  }
}
