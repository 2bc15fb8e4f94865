// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import socketlab.app.Protocol;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Options;
import socketlab.tls.DevelopmentCertificate;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsSetup;
import socketlab.tls.jdk.JdkContext;
import socketlab.tls.openssl.OpenSslContext;

/** What a user may say of TLS, and what is made of it. */
final class TlsOptions {
  /** {@code --tls} without a port. */
  private static final int ON_THE_PORT = -1;

  private static final String OPENSSL = "openssl";
  private static final String JDK = "jdk";

  private Integer port;
  private Path certificate;
  private Path key;
  private String engine;
  private List<String> names;

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
            Path.class,
            value -> certificate = value,
            "The server's certificate, and those that lead to a trusted one behind it, as a PEM"
                + " file.")
        .paramLabel("FILE");
    options
        .option(
            "--key",
            Path.class,
            value -> key = value,
            "The private key of the certificate, in PKCS #8, as a PEM file.")
        .paramLabel("FILE");
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
    if (port == null && (certificate != null || key != null || engine != null || names != null)) {
      return Optional.of(
          "--cert, --key, --alpn and --tls-engine change nothing without --tls; add it");
    }
    if (names != null && !protocol.applicationProtocols().containsAll(names)) {
      return Optional.of(
          "--alpn is of "
              + String.join(", ", protocol.applicationProtocols())
              + ", with commas between them, not '"
              + String.join(",", names)
              + "'");
    }
    if ((certificate == null) != (key == null)) {
      return Optional.of("--cert and --key go together; give both, or neither");
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
   * Reads or makes the certificate.
   *
   * @param protocol which is spoken inside
   */
  TlsContext context(Protocol protocol) {
    try {
      TlsSetup setup = setup(names == null ? protocol.applicationProtocols() : names);
      return isByOpenSsl() ? OpenSslContext.of(setup) : JdkContext.of(setup);
    } catch (IOException e) {
      throw new LabFailure("--tls: " + e.getMessage());
    }
  }

  private TlsSetup setup(List<String> protocols) throws IOException {
    if (certificate != null) {
      return new TlsSetup(certificate, key, protocols);
    }
    DevelopmentCertificate own = DevelopmentCertificate.in(folder());
    return new TlsSetup(own.certificate(), own.key(), protocols);
  }

  /** Of the user's own (XDG Base Directory Specification). */
  private static Path folder() {
    String config = System.getenv("XDG_CONFIG_HOME");
    Path base =
        config == null || config.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".config")
            : Path.of(config);
    return base.resolve("socketlab").resolve("tls");
  }

  /** Engine and certificate, and how to trust it, in one line. */
  String line() {
    String library = isByOpenSsl() ? OpenSslContext.libraryVersion() : "the JDK's SSLEngine";
    return certificate != null
        ? library + ", certificate " + certificate
        : library
            + ", a certificate of your own authority; to trust it: curl --cacert "
            + folder().resolve("authority.pem");
  }
}
