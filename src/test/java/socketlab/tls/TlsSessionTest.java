// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.Session.State;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.echo.EchoSession;
import socketlab.protocol.http1.Corpus;
import socketlab.protocol.http1.CorpusServer;
import socketlab.tls.jdk.JdkContext;
import socketlab.tls.openssl.OpenSslContext;

/** TLS around sessions, by both engines, in both versions, however the records are cut. */
@Timeout(300)
class TlsSessionTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final String REQUEST = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @TempDir private static Path folder;
  private static final List<TlsContext> CONTEXTS = new ArrayList<>();
  private static DevelopmentCertificate certificate;
  private static SSLContext trusting;

  private final List<String> failures = new ArrayList<>();

  /**
   * One way to speak.
   *
   * @param engine at the server
   * @param version of the client
   */
  record Way(String engine, TlsContext context, String version) {
    @Override
    public String toString() {
      return engine + ", " + version;
    }
  }

  @BeforeAll
  static void makeACertificate() throws Exception {
    certificate = DevelopmentCertificate.in(folder.resolve("tls"));
    trusting = TlsClient.trusting(certificate.authority());
  }

  @AfterAll
  static void close() {
    CONTEXTS.forEach(TlsContext::close);
  }

  private static TlsSetup setup() {
    return new TlsSetup(certificate.certificate(), certificate.key(), List.of("echo", "http/1.1"));
  }

  static Stream<Way> ways() throws IOException {
    if (CONTEXTS.isEmpty()) {
      CONTEXTS.add(OpenSslContext.of(setup()));
      CONTEXTS.add(JdkContext.of(setup()));
    }
    return Stream.of("TLSv1.3", "TLSv1.2")
        .flatMap(
            version ->
                Stream.of(
                    new Way("openssl", CONTEXTS.get(0), version),
                    new Way("jdk", CONTEXTS.get(1), version)));
  }

  private SessionFactory sessions(Way way) {
    SessionFactory http = CorpusServer.sessions();
    SessionFactory echo = peer -> new EchoSession(peer, PATIENCE);
    return TlsSession.factory(
        new TlsService(
            way.context(), Map.of("http/1.1", http, "echo", echo), http, PATIENCE, failures::add));
  }

  private TlsClient client(Way way, Wire wire, String... protocols) throws SSLException {
    return new TlsClient(trusting, wire, 7, way.version(), protocols);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void bothSidesAgreeOnWhatIsSpokenInside(Way way) throws SSLException {
    Wire wire = new Wire(sessions(way));
    TlsClient client = client(way, wire, "spdy/1", "http/1.1").send(REQUEST);
    assertTrue(client.said().startsWith("HTTP/1.1 200 OK\r\n"), client.said());
    assertEquals("http/1.1", client.applicationProtocol());
    assertEquals(way.version(), client.version());
    TlsClient echo = client(way, new Wire(sessions(way)), "http/1.1", "echo").send("abc");
    assertEquals("abc", echo.said());
    assertEquals("", client(way, new Wire(sessions(way))).send(REQUEST).applicationProtocol());
    assertEquals(List.of(), failures);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aClientWithWhichThereIsNothingToSpeakIsTurnedAway(Way way) throws SSLException {
    Wire wire = new Wire(sessions(way));
    TlsClient client = client(way, wire, "spdy/1");
    assertThrows(SSLException.class, () -> client.send(REQUEST));
    assertEquals(State.TURNED_AWAY, wire.state());
    assertEquals(1, failures.size());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theCorpusSaysTheSameInside(Way way) throws SSLException {
    for (Corpus.Case of : Corpus.all()) {
      Wire plain = new Wire(CorpusServer.sessions()).feed(of.bytes());
      Wire wire = new Wire(sessions(way));
      TlsClient client = client(way, wire, "http/1.1").send(of.bytes());
      assertEquals(plain.received(), client.said(), of.name());
      assertEquals(plain.state(), wire.state(), of.name());
      assertEquals(plain.state() != State.OPEN, client.isToldTheEnd(), of.name());
    }
    assertEquals(List.of(), failures);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void largeAnswersWaitForAPeerThatReadsSlowly(Way way) throws SSLException {
    Wire wire = new Wire(sessions(way));
    TlsClient client = client(way, wire, "echo").send("!");
    byte[] bytes = letters(600_000);
    wire.stopReading();
    client.send(bytes);
    // The high-water mark of 64 KiB and a record more: of records, and of bytes inside.
    assertTrue(wire.mostHeld() < 90_000, "held " + wire.mostHeld());
    assertTrue(wire.mostKept() < 120_000, "kept " + wire.mostKept());
    assertEquals("!" + text(bytes), readSlowly(wire, client));
  }

  /** What had arrived when the server stopped is answered, though the peer read nothing then. */
  @ParameterizedTest
  @MethodSource("ways")
  void aStopWaitsForWhatHasArrived(Way way) throws SSLException {
    Wire wire = new Wire(sessions(way));
    TlsClient client = client(way, wire, "http/1.1").send(REQUEST);
    int most = 2_000;
    wire.stopReading();
    client.sendAtOnce(REQUEST.repeat(most).getBytes(ISO_8859_1));
    wire.stop();
    assertEquals(most + 1, readSlowly(wire, client).split("HTTP/1.1 200 OK", -1).length - 1);
    assertTrue(client.isToldTheEnd());
  }

  /** Nothing is read for a session that wants nothing. */
  @ParameterizedTest
  @MethodSource("ways")
  void theSessionInsideHoldsItsPeerBack(Way way) throws SSLException {
    Wire wire = new Wire(around(way, new Inside(true, new ArrayList<>())));
    TlsClient client = client(way, wire).send("");
    client.send(letters(400_000));
    assertTrue(wire.mostKept() < 40_000, "kept " + wire.mostKept());
    assertFalse(wire.wantsInput());
  }

  /** What has arrived comes before the stop, here as without TLS. */
  @ParameterizedTest
  @MethodSource("ways")
  void aStopWaitsForASessionThatTakesNothingYet(Way way) throws SSLException {
    Inside deaf = new Inside(true, new ArrayList<>());
    Wire wire = new Wire(around(way, deaf));
    client(way, wire).send("").send("arrived");
    wire.stop();
    assertEquals(List.of(), deaf.told());
  }

  /**
   * However often it is woken, no more waits for the peer than the high-water mark and a record.
   */
  @ParameterizedTest
  @MethodSource("ways")
  void aSessionThatAlwaysHasMoreWaitsForThePeer(Way way) throws SSLException {
    Wire wire = new Wire(around(way, new Inside(false, new ArrayList<>())));
    client(way, wire).send("");
    wire.stopReading();
    for (int i = 0; i < 50; i++) {
      wire.wake();
      wire.turn();
    }
    assertTrue(wire.mostHeld() < 90_000, "held " + wire.mostHeld());
  }

  private SessionFactory around(Way way, Session inside) {
    return TlsSession.factory(
        new TlsService(way.context(), Map.of(), _ -> inside, PATIENCE, failures::add));
  }

  /**
   * Writes as much as it may whenever it is woken, or not at all.
   *
   * @param deaf whether it takes and says nothing
   * @param told of what it was told
   */
  private record Inside(boolean deaf, List<String> told) implements Session {
    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      return deaf ? 0 : to - from;
    }

    @Override
    public boolean wantsInput() {
      return !deaf;
    }

    @Override
    public void resume(Output out) {
      while (!deaf && !out.isFull()) {
        out.put((byte) 'x');
      }
    }

    @Override
    public void stop(Output out) {
      told.add("stop");
    }

    @Override
    public void endOfInput(Output out) {}

    @Override
    public State state() {
      return State.OPEN;
    }
  }

  private static byte[] letters(int count) {
    byte[] bytes = new byte[count];
    Random random = new Random(3);
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(26));
    }
    return bytes;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  private static String readSlowly(Wire wire, TlsClient client) throws SSLException {
    for (int i = 0; i < 100; i++) {
      wire.startReading();
      client.send("");
      wire.stopReading();
    }
    return client.said();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theEndIsSaidBothWays(Way way) throws SSLException {
    Wire wire = new Wire(sessions(way));
    TlsClient client = client(way, wire, "echo").send("abc").end();
    assertEquals("abc", client.said());
    assertTrue(client.isToldTheEnd());
    assertTrue(wire.state().isLast());
    assertEquals(List.of(), failures);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aStopEndsAQuietConnectionInItsWay(Way way) throws SSLException {
    Wire wire = new Wire(sessions(way));
    TlsClient client = client(way, wire, "http/1.1").send(REQUEST);
    wire.stop();
    client.send("");
    assertTrue(client.isToldTheEnd());
    assertTrue(wire.state().isLast());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void plainHttpGetsAnAnswerThatSaysSo(Way way) {
    Wire wire = new Wire(sessions(way)).feed(REQUEST);
    assertTrue(wire.received().startsWith("HTTP/1.1 400 Bad Request\r\n"), wire.received());
    assertTrue(
        wire.received().endsWith("this port speaks TLS; ask by https:// rather than http://\n"));
    assertEquals(State.TURNED_AWAY, wire.state());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whoIsSilentInTheHandshakeIsGivenUp(Way way) {
    Wire wire = new Wire(sessions(way)).feed(new byte[] {22, 3, 1});
    wire.pass(PATIENCE - 1);
    assertFalse(wire.state().isLast());
    wire.pass(2);
    assertTrue(wire.state().isLast());
  }

  /** Seeded; no exception, and in the end the connection is over or waits for more. */
  @ParameterizedTest
  @MethodSource("ways")
  void anyBytesAreRefusedInOrder(Way way) {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = new byte[1 + random.nextInt(400)];
      random.nextBytes(bytes);
      bytes[0] = 22;
      if (random.nextBoolean() && bytes.length > 2) {
        bytes[1] = 3;
        bytes[2] = 1;
      }
      Wire wire = new Wire(sessions(way)).feed(bytes, bytes.length / 2);
      wire.end();
      assertTrue(wire.state().isLast());
      wire.close();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aBrokenRecordEndsTheConnectionAndIsTold(Way way) throws SSLException {
    Wire wire = new Wire(sessions(way));
    client(way, wire, "echo").send("abc");
    wire.feed(
        new byte[] {
          23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
        });
    assertEquals(State.TURNED_AWAY, wire.state());
    assertEquals(1, failures.size());
    assertTrue(failures.getFirst().startsWith("a TLS connection failed: "), failures.getFirst());
  }

  @ParameterizedTest
  @MethodSource("files")
  void filesThatAreNoneAreRefusedInOneLine(TlsSetup setup) {
    for (IOException refused :
        List.of(
            assertThrows(IOException.class, () -> OpenSslContext.of(setup)),
            assertThrows(IOException.class, () -> JdkContext.of(setup)))) {
      assertEquals(1, refused.getMessage().lines().count());
      assertTrue(refused.getMessage().contains(folder.toString()), refused.getMessage());
    }
  }

  static Stream<TlsSetup> files() throws IOException {
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no certificate");
    Path missing = folder.resolve("missing.pem");
    return Stream.of(
        new TlsSetup(garbage, certificate.key(), List.of()),
        new TlsSetup(certificate.certificate(), garbage, List.of()),
        new TlsSetup(missing, certificate.key(), List.of()),
        new TlsSetup(certificate.certificate(), missing, List.of()));
  }
}
