// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.protocol.Wire;
import socketlab.protocol.echo.EchoSession;

/**
 * Handshakes that are cut off and damaged: whatever comes, nothing is thrown, the connection is
 * over when the peer has ended, and a failure is one line.
 */
@Timeout(600)
class BrokenHandshakeTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final byte[] INSIDE = "what is said inside".getBytes(ISO_8859_1);

  /** Bytes that are sent to each engine in each version. */
  private static final int BYTES = Integer.getInteger("lab.tls.fuzz", 150_000);

  /** How much more memory the process may have at the end of many than behind the first. */
  private static final long ROOM = 64 << 20;

  @TempDir private static Path folder;
  private static TlsSetup setup;
  private static SSLContext trusting;

  private final List<String> failures = new ArrayList<>();
  private int sent;

  @BeforeAll
  static void sign() throws Exception {
    TestAuthority authority = new TestAuthority(folder, "authority");
    setup = new TlsSetup(List.of(authority.server("localhost")), Optional.empty(), List.of());
    trusting = TlsClient.trusting(authority.file());
  }

  private Wire wire(TlsContext context) {
    return new Wire(
        TlsSession.factory(
            new TlsService(
                context,
                Map.of(),
                peer -> new EchoSession(peer, PATIENCE),
                PATIENCE,
                failures::add)));
  }

  /** Speaks until it cannot go on, and ends; true when the handshake came to its end. */
  private boolean speak(EngineWay way, TlsContext context, long seed, UnaryOperator<byte[]> by)
      throws SSLException {
    Wire wire = wire(context);
    TlsClient client = new TlsClient(trusting, wire, seed, way.version());
    client.by(
        piece -> {
          byte[] arrives = by.apply(piece);
          sent += arrives.length;
          return arrives;
        });
    try {
      client.send(INSIDE);
    } catch (SSLException e) {
      // The server has refused, or has been understood no more.
    }
    wire.end();
    assertTrue(wire.state().isLast(), wire.state().toString());
    wire.close();
    for (String failure : failures) {
      assertEquals(1, failure.lines().count(), failure);
    }
    return client.said().equals(new String(INSIDE, ISO_8859_1));
  }

  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void aHandshakeMayBeCutAtEveryByte(EngineWay way) throws Exception {
    try (TlsContext context = way.engine().context(setup)) {
      assertTrue(speak(way, context, 1, piece -> piece));
      // The length of a ClientHello varies by some bytes from one to the next.
      int whole = sent;
      for (int cut = 1; cut < whole; cut++) {
        sent = 0;
        int at = cut;
        speak(way, context, 1, piece -> Arrays.copyOf(piece, Math.min(piece.length, at - sent)));
        assertTrue(failures.size() <= 1, failures.toString());
        failures.clear();
      }
    }
  }

  /** Seeded; how many bytes, -Dlab.tls.fuzz says. */
  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void aHandshakeMayBeDamagedAnywhere(EngineWay way) throws Exception {
    Random random = new Random(20);
    long before = 0;
    int whole = 0;
    try (TlsContext context = way.engine().context(setup)) {
      for (long total = 0; total < BYTES; total += sent) {
        sent = 0;
        int luck = 2 + random.nextInt(12);
        UnaryOperator<byte[]> damage =
            piece -> random.nextInt(luck) == 0 ? damaged(piece, random) : piece;
        whole += speak(way, context, random.nextLong(), damage) ? 1 : 0;
        failures.clear();
        if (before == 0 && total > BYTES / 4) {
          before = resident();
        }
      }
    }
    assertTrue(whole > 0, "some arrived whole");
    long more = resident() - before;
    assertTrue(more < ROOM, "bytes more than behind the first quarter: " + more);
  }

  private static byte[] damaged(byte[] piece, Random random) {
    byte[] other = piece.clone();
    switch (random.nextInt(5)) {
      case 0 -> other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> random.nextBytes(other);
      case 2 -> other = Arrays.copyOf(piece, random.nextInt(piece.length));
      case 3 -> {
        // Twice.
        other = Arrays.copyOf(piece, 2 * piece.length);
        System.arraycopy(piece, 0, other, piece.length, piece.length);
      }
      default -> {
        byte[] more = new byte[1 + random.nextInt(300)];
        random.nextBytes(more);
        other = Arrays.copyOf(piece, piece.length + more.length);
        System.arraycopy(more, 0, other, piece.length, more.length);
      }
    }
    return other;
  }

  /** Bytes of memory that the process has (proc_pid_status(5)). */
  private static long resident() throws IOException {
    System.gc();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException("/proc/self/status has no VmRSS");
  }
}
