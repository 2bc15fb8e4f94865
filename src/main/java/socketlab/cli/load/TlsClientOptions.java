// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import socketlab.cli.name.UserFolders;
import socketlab.load.plan.TlsPlan;
import socketlab.tls.TlsVersion;

/** The options of {@code lab load} that https:// URLs take. */
public final class TlsClientOptions {
  /** Their names. */
  public static final List<String> NAMES =
      List.of("--cacert", "--insecure", "--tls-version", "--resume");

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description =
          "The authorities that https:// servers are to be signed by, as a PEM file (default: the"
              + " lab's own development authority where ./lab serve --tls has made one, else those"
              + " of the system).")
  private Path authorities;

  @Option(
      names = "--insecure",
      description = "Accept whatever certificate an https:// server shows.")
  private boolean insecure;

  @Option(
      names = "--tls-version",
      paramLabel = "VERSION",
      description = "Speak this version of TLS alone: 1.2, 1.3 (default: both, the newer first).")
  private String version;

  @Option(
      names = "--resume",
      negatable = true,
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "Have connections take up the TLS sessions of earlier ones (default: --no-resume, a full"
              + " handshake for each).")
  private boolean resume;

  /**
   * What is asked for.
   *
   * @throws IllegalArgumentException with one line, when it cannot be done
   */
  TlsPlan plan() {
    if (insecure && authorities != null) {
      throw new IllegalArgumentException(
          "--insecure accepts any certificate, so --cacert changes nothing; leave out one of them");
    }
    if (authorities != null && !Files.isReadable(authorities)) {
      throw new IllegalArgumentException("--cacert: the file " + authorities + " cannot be read");
    }
    return new TlsPlan(trust(), !insecure, version(), resume);
  }

  private Optional<Path> trust() {
    if (authorities != null) {
      return Optional.of(authorities);
    }
    Path own = UserFolders.tls().resolve("authority.pem");
    return Files.isReadable(own) ? Optional.of(own) : Optional.empty();
  }

  /** The only version that is spoken, if there is one. */
  Optional<TlsVersion> version() {
    if (version == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (version) {
          case "1.2" -> TlsVersion.TLS_1_2;
          case "1.3" -> TlsVersion.TLS_1_3;
          default ->
              throw new IllegalArgumentException(
                  "--tls-version is 1.2 or 1.3, not '" + version + "'; older ones are not spoken");
        });
  }
}
