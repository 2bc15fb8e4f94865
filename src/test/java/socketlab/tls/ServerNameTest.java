// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.protocol.Secured;
import socketlab.protocol.Wire;
import socketlab.protocol.echo.EchoSession;
import socketlab.tls.certificate.CertificateFiles;

/** Several certificates: by the name that a client asks for it is shown one of them. */
@Timeout(60)
class ServerNameTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  @TempDir private static Path folder;
  private static TestAuthority authority;
  private static List<CertificateFiles> several;
  private static SSLContext trusting;

  private final List<Secured> seen = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  @BeforeAll
  static void sign() throws Exception {
    authority = new TestAuthority(folder, "authority");
    several =
        List.of(
            authority.server("localhost", "127.0.0.1"),
            authority.server("*.lab.test"),
            authority.server("Deep.one.lab.test", "one.test"));
    trusting = TlsClient.trusting(authority.file());
  }

  private TlsContext context(EngineWay way, List<CertificateFiles> files) throws IOException {
    return way.engine().context(new TlsSetup(files, Optional.empty(), List.of()));
  }

  private Wire wire(TlsContext context) {
    return new Wire(
        TlsSession.factory(
            new TlsService(
                context,
                Map.of(),
                peer -> {
                  seen.add(peer.secured());
                  return new EchoSession(peer, PATIENCE);
                },
                PATIENCE,
                failures::add)));
  }

  private TlsClient ask(EngineWay way, TlsContext context, String host) throws SSLException {
    TlsClient client = new TlsClient(trusting, host, wire(context), 3, way.version());
    client.send("abc");
    assertEquals("abc", client.said());
    return client;
  }

  /** The client itself refuses a certificate that does not speak for the name it wants. */
  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void eachNameGetsItsCertificate(EngineWay way) throws Exception {
    try (TlsContext context = context(way, several)) {
      assertEquals("CN=localhost", ask(way, context, "localhost").shown());
      assertEquals("CN=*.lab.test", ask(way, context, "a.lab.test").shown());
      assertEquals("CN=*.lab.test", ask(way, context, "B.Lab.Test").shown());
      assertEquals("CN=Deep.one.lab.test", ask(way, context, "one.test").shown());
      assertEquals("CN=Deep.one.lab.test", ask(way, context, "deep.one.lab.test").shown());
    }
    assertEquals("a.lab.test", seen.get(1).serverName());
    assertEquals(way.version(), seen.getFirst().version());
    assertEquals(List.of(), failures);
  }

  /** An address is not sent as a name (RFC 6066 section 3). */
  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void whoNamesNoneGetsTheFirst(EngineWay way) throws Exception {
    try (TlsContext context = context(way, several)) {
      assertEquals("CN=localhost", ask(way, context, "127.0.0.1").shown());
      assertNull(seen.getFirst().serverName());
    }
  }

  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void whoNamesAnotherGetsTheFirstToo(EngineWay way) throws Exception {
    try (TlsContext context = context(way, several)) {
      // A wildcard stands for one part of a name alone.
      for (String other : List.of("stranger.test", "a.b.lab.test", "lab.test")) {
        SSLException refused = assertThrows(SSLException.class, () -> ask(way, context, other));
        assertTrue(refused.toString().contains(" matching " + other), refused.toString());
      }
    }
  }

  /** A ticket brings neither another certificate nor another name. */
  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void itIsTheSameWhenASessionIsTakenUp(EngineWay way) throws Exception {
    try (TlsContext context = context(way, several)) {
      for (int i = 0; i < 2; i++) {
        assertEquals("CN=*.lab.test", ask(way, context, "again.lab.test").shown());
        assertEquals("again.lab.test", seen.get(i).serverName());
      }
      assertEquals(way.engine() == EngineWay.Engine.OPENSSL, seen.get(1).resumed());
    }
  }

  /** What a connection may be asked for: RFC 9110 section 7.4. */
  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void theShownOneSpeaksForSomeAuthorities(EngineWay way) throws Exception {
    try (TlsContext context = context(way, several)) {
      ask(way, context, "a.lab.test");
      ask(way, context, "127.0.0.1");
    }
    Predicate<String> wildcard = seen.get(0).authorities();
    assertTrue(wildcard.test("a.lab.test"));
    assertTrue(wildcard.test("B.LAB.TEST:8443"));
    assertFalse(wildcard.test("one.test"));
    assertFalse(wildcard.test("localhost"));
    Predicate<String> first = seen.get(1).authorities();
    assertTrue(first.test("localhost:1"));
    assertTrue(first.test("127.0.0.1:8443"));
    assertFalse(first.test("[::1]:8443"));
    assertFalse(first.test("a.lab.test"));
  }

  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void aSingleOneIsForAll(EngineWay way) throws Exception {
    try (TlsContext context = context(way, several.subList(0, 1))) {
      ask(way, context, "localhost");
      assertNull(seen.getFirst().authorities());
    }
  }
}
