// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import socketlab.cli.name.Options;
import socketlab.tls.ticket.ServerTickets;
import socketlab.tls.ticket.TicketKeys;

/** What a user may say of clients that come back over TLS. */
final class TicketOptions {
  /** A client that nobody has authenticated may have so much kept. */
  private static final int MOST_EARLY = 65_536;

  private Integer earlyBytes;
  private Path keys;

  /** Adds its options to those of a command. */
  void addTo(Options options) {
    options
        .option(
            "--early-data",
            Integer.class,
            value -> earlyBytes = value,
            "Take so many bytes of a client that comes back before its handshake is finished"
                + " (0-RTT); they may be a replay, so that only safe requests are answered. 0:"
                + " none (default: 0).")
        .paramLabel("BYTES");
    options
        .option(
            "--ticket-keys",
            Path.class,
            value -> keys = value,
            "Encrypt tickets by the first key of this file, and take those of all its keys: shared"
                + " by processes, and kept over a restart. It is made when there is none. SIGHUP"
                + " reads it again.")
        .paramLabel("FILE");
  }

  /** True when anything was said. */
  boolean isAsked() {
    return earlyBytes != null || keys != null;
  }

  /** True when there is a file that may be read again. */
  boolean hasFile() {
    return keys != null;
  }

  /** What is wrong with them, in one line. */
  Optional<String> complaint() {
    if (earlyBytes != null && (earlyBytes < 0 || earlyBytes > MOST_EARLY)) {
      return Optional.of("--early-data is from 0 to " + MOST_EARLY + " bytes, not " + earlyBytes);
    }
    return Optional.empty();
  }

  /** What the JDK's engine cannot do of this, in one line. */
  Optional<String> complaintOfJdk() {
    if (earlyBytes != null && earlyBytes > 0) {
      return Optional.of(
          "the JDK's SSLEngine has no early data; leave --early-data, or use --tls-engine=openssl");
    }
    if (keys != null) {
      return Optional.of(
          "the JDK's SSLEngine makes its ticket keys itself and takes no others; leave"
              + " --ticket-keys, or use --tls-engine=openssl");
    }
    return Optional.empty();
  }

  /**
   * Reads or makes the keys.
   *
   * @throws IOException in one line, when they cannot be used
   */
  ServerTickets tickets() throws IOException {
    return new ServerTickets(
        keys == null ? List.of() : TicketKeys.in(keys), earlyBytes == null ? 0 : earlyBytes);
  }
}
