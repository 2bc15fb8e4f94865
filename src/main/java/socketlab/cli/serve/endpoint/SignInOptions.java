// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import socketlab.app.route.RouteGroup;
import socketlab.app.signin.SignInEndpoints;
import socketlab.app.signin.SignInLimits;
import socketlab.app.signin.SignedToken;
import socketlab.app.signin.StoredSessions;
import socketlab.cli.name.Options;
import socketlab.disk.log.LogConfig;

/** How many may be signed in, for how long, and who signs tokens. */
final class SignInOptions implements EndpointPart {
  private static final long STORE_BYTES = 1 << 26;

  private int sessions;
  private Duration age;
  private Path key;

  @Override
  public void addTo(Options options) {
    options
        .option(
            "--max-sessions",
            Integer.class,
            value -> sessions = value,
            "How many may be signed in by memory, and as many by the store; another gets 503.")
        .defaultValue("10000")
        .paramLabel("N");
    options
        .option(
            "--session-age",
            Duration.class,
            value -> age = value,
            "How long one stays signed in: by memory after the last request, by the store and by a"
                + " token after the sign-in.")
        .defaultValue("60m")
        .paramLabel("TIME");
    options
        .option(
            "--token-key",
            Path.class,
            value -> key = value,
            "A file of 32 bytes or more that signs tokens: servers with the same key take each"
                + " other's (default: a random key, which ends with the server).")
        .paramLabel("FILE");
  }

  @Override
  public RouteGroup routes(Setting setting) throws IOException {
    if (age.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("--session-age is 1s or longer");
    }
    SignInLimits limits =
        new SignInLimits(
            EndpointPart.count("--max-sessions", sessions, SignInLimits.MOST), age.toMillis());
    SignedToken token = key == null ? SignedToken.withRandomKey() : new SignedToken(readKey());
    Optional<StoredSessions> store = Optional.empty();
    if (setting.data().isPresent()) {
      LogConfig config = LogConfig.of(setting.fsync()).retain(STORE_BYTES, age.toMillis());
      store =
          Optional.of(StoredSessions.open(setting.log("sessions", config), setting.logs(), limits));
    }
    return new SignInEndpoints(limits, store, token, setting.origins());
  }

  private byte[] readKey() {
    try {
      if (!Files.exists(key)) {
        throw new IllegalArgumentException(
            "--token-key: there is no %s; make it: (umask 077; head -c 32 /dev/urandom >'%s')"
                .formatted(key, key));
      }
      if (isReadByOthers()) {
        throw new IllegalArgumentException(
            "--token-key: others may read %s; chmod 600 '%s'".formatted(key, key));
      }
      byte[] bytes = Files.readAllBytes(key);
      if (bytes.length < SignedToken.LEAST_KEY_BYTES) {
        throw new IllegalArgumentException(
            "--token-key: %s has %d bytes, and a key has %d or more"
                .formatted(key, bytes.length, SignedToken.LEAST_KEY_BYTES));
      }
      return bytes;
    } catch (IOException e) {
      throw new IllegalArgumentException("--token-key: " + key + " cannot be read (" + e + ")", e);
    }
  }

  private boolean isReadByOthers() throws IOException {
    try {
      Set<PosixFilePermission> may = EnumSet.copyOf(Files.getPosixFilePermissions(key));
      return may.contains(PosixFilePermission.GROUP_READ)
          || may.contains(PosixFilePermission.OTHERS_READ);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      // A system without such permissions, or a file that nobody may read.
      return false;
    }
  }
}
