// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.load.plan.Expectation;
import socketlab.load.plan.Target;
import socketlab.load.plan.TlsPlan;
import socketlab.net.Transport;
import socketlab.tls.DevelopmentCertificate;
import socketlab.tls.TlsVersion;

/** HTTP/1.1 and HTTP/2, in clear and in TLS: every request has a fate, whatever carries it. */
@Timeout(120)
class LoadProtocolsTest {
  private static final double RATE = 1_000;

  @TempDir static Path folder;

  private static DevelopmentCertificate certificate;

  @BeforeAll
  static void make() throws IOException {
    certificate = DevelopmentCertificate.in(folder.resolve("own"));
  }

  record Kind(Transport transport, boolean http2, boolean tls, boolean open, boolean once) {
    int depth() {
      return once ? 1 : 8;
    }
  }

  /** The transport carries bytes either way; what differs over each is open and closed loops. */
  static Stream<Kind> kinds() {
    return Stream.of(Transport.values())
        .filter(transport -> transport.availability().isAvailable())
        .flatMap(
            transport ->
                Stream.of(true, false)
                    .flatMap(
                        http2 ->
                            Stream.of(true, false)
                                .filter(tls -> http2 || tls)
                                .flatMap(
                                    tls ->
                                        Stream.of(
                                            new Kind(transport, http2, tls, true, false),
                                            new Kind(transport, http2, tls, false, false)))));
  }

  static Stream<Kind> onceKinds() {
    return Stream.of(true, false)
        .flatMap(
            http2 ->
                Stream.of(true, false)
                    .map(tls -> new Kind(Transport.NIO, http2, tls, false, true)));
  }

  private static Optional<TlsPlan> trusting(boolean tls) {
    return tls ? Optional.of(TlsPlan.trusting(certificate.authority())) : Optional.empty();
  }

  @ParameterizedTest
  @MethodSource({"kinds", "onceKinds"})
  void everyOfferedRequestHasAFate(Kind kind) throws Exception {
    try (SecureServer server =
        kind.tls() ? SecureServer.with(certificate, "h2", "http/1.1") : SecureServer.inClear()) {
      LoadResult result = run(kind, server.target(kind.http2(), trusting(kind.tls())));
      assertAll(
          () -> assertTrue(result.completed() > 0),
          () -> assertEquals(0, result.failed(), () -> result.warnings().toString()),
          () -> assertEquals(result.offered(), result.completed() + result.unfinished()),
          () -> assertEquals(result.completed(), result.latency().getTotalCount()),
          () -> assertEquals(result.completed(), result.firstByte().getTotalCount()),
          () -> assertEquals(result.completed(), result.answers().of(200)),
          () -> assertEquals(result.completed(), result.answers().total()),
          () -> assertEquals(Optional.empty(), result.refusal()),
          () -> assertTrue(server.requests() >= result.completed()),
          () -> assertEquals(kind.tls(), result.tls().isPresent()),
          () -> assertEquals(kind.tls(), result.handshake().getTotalCount() > 0),
          () -> assertEquals(0, result.resumed()));
      if (kind.open()) {
        double expected = RATE * result.seconds();
        assertEquals(expected, result.offered(), 6 * Math.sqrt(expected));
      }
      if (!kind.once()) {
        assertEquals(Plans.CONNECTIONS, result.open());
      }
    }
  }

  private static LoadResult run(Kind kind, Target target) throws Exception {
    return Plans.runUntil(
        r -> r.completed() > 0 && (kind.once() || r.open() == Plans.CONNECTIONS),
        Plans.of(
            target,
            kind.open() ? OptionalDouble.of(RATE) : OptionalDouble.empty(),
            kind.depth(),
            kind.once(),
            kind.transport(),
            Duration.ofSeconds(10)),
        () -> _ -> {});
  }

  @Test
  void sessionsAreTakenUpWhereThatIsAskedFor() throws Exception {
    try (SecureServer server = SecureServer.with(certificate, "http/1.1")) {
      TlsPlan resuming =
          new TlsPlan(
              Optional.of(certificate.authority()), true, Optional.of(TlsVersion.TLS_1_3), true);
      LoadResult result =
          Plans.runUntil(
              r -> r.resumed() > 0,
              Plans.of(
                  server.target(false, Optional.of(resuming)),
                  OptionalDouble.empty(),
                  1,
                  true,
                  Transport.NIO,
                  Duration.ofSeconds(10)),
              () -> _ -> {});
      assertTrue(result.resumed() > 0);
      assertEquals(0, result.failed());
      assertEquals("TLSv1.3", result.tls().orElseThrow().version());
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theVersionIsTheOneThatIsAskedFor(TlsVersion version) throws Exception {
    try (SecureServer server = SecureServer.with(certificate, "http/1.1")) {
      TlsPlan only =
          new TlsPlan(Optional.of(certificate.authority()), true, Optional.of(version), false);
      LoadResult result =
          new LoadRun(Plans.closed(server.target(false, Optional.of(only))), _ -> {}).run();
      assertEquals(version.id(), result.tls().orElseThrow().version());
    }
  }

  static List<TlsVersion> versions() {
    return List.of(TlsVersion.values());
  }

  private static String refusal(Target target) {
    return assertThrows(IOException.class, () -> new LoadRun(Plans.closed(target), _ -> {}).run())
        .getMessage();
  }

  private static void says(String reason, String... words) {
    assertEquals(1, reason.lines().count(), reason);
    assertTrue(
        Stream.of(words).anyMatch(word -> reason.toLowerCase().contains(word)),
        () -> "'" + reason + "' has none of " + List.of(words));
  }

  @Test
  void anAuthorityThatIsNotTrustedIsSaidBeforeAnyLoad() throws Exception {
    // The system does not know the development authority.
    try (SecureServer server = SecureServer.with(certificate, "http/1.1")) {
      says(
          refusal(server.target(false, Optional.of(TlsPlan.SYSTEM))),
          "trust",
          "certification path");
    }
  }

  @Test
  void anyCertificateWillDoWhereThatIsAskedFor() throws Exception {
    try (SecureServer server = SecureServer.with(certificate, "http/1.1")) {
      TlsPlan believing = new TlsPlan(Optional.empty(), false, Optional.empty(), false);
      LoadResult result =
          Plans.runUntil(
              r -> r.completed() > 0,
              Plans.closed(server.target(false, Optional.of(believing))),
              () -> _ -> {});
      assertTrue(result.completed() > 0);
      assertEquals(0, result.failed());
    }
  }

  /** Wherever the name leads: the certificate is of localhost and 127.0.0.1. */
  @Test
  void anotherNameThanTheCertificatesIsSaid() throws Exception {
    try (SecureServer server = SecureServer.with(certificate, "http/1.1")) {
      Target other = server.target(false, trusting(true));
      Target wrong =
          new Target(
              other.url(),
              other.addresses(),
              other.address(),
              "lab.localhost",
              other.protocol(),
              other.tls(),
              other.carriers(),
              other.expectation());
      says(refusal(wrong), "hostname mismatch", "lab.localhost", "no subject alternative");
    }
  }

  @Test
  void aCertificateThatHasExpiredIsSaid() throws Exception {
    ExpiredCertificate old = ExpiredCertificate.in(folder.resolve("old"));
    try (SecureServer server = SecureServer.with(old.certificate(), old.key(), "http/1.1")) {
      says(
          refusal(server.target(false, Optional.of(TlsPlan.trusting(old.certificate())))),
          "expired",
          "validity check failed");
    }
  }

  @Test
  void aServerThatDoesNotSpeakHttp2InTlsIsSaid() throws Exception {
    try (SecureServer server = SecureServer.with(certificate, "http/1.1")) {
      says(refusal(server.target(true, trusting(true))), "application protocol", "http/2");
    }
  }

  @Test
  void aServerThatDoesNotSpeakTlsIsSaid() throws Exception {
    try (SecureServer server = SecureServer.inClear()) {
      says(refusal(server.target(false, trusting(true))), "does not speak tls");
    }
  }

  @Test
  void aServerThatDoesNotSpeakHttp2IsSaid() throws Exception {
    try (BadServer server =
        new BadServer(socket -> BadServer.says(socket, "HTTP/1.1 400 Bad Request\r\n\r\n"))) {
      Target http1 = server.target();
      Target http2 = Target.parse(http1.url(), Expectation.SUCCESS, true, TlsPlan.SYSTEM);
      says(refusal(http2), "does not speak http/2");
    }
  }
}
