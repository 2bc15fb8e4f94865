// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.load.count.Failure;
import socketlab.load.plan.Expectation;
import socketlab.load.plan.Target;
import socketlab.load.plan.TlsPlan;
import socketlab.net.Transport;
import socketlab.protocol.Output;
import socketlab.protocol.http2.client.ClientConnection;
import socketlab.protocol.http2.client.ClientLimits;
import socketlab.protocol.http2.client.RequestBlock;
import socketlab.protocol.http2.client.ResponseTarget;
import socketlab.protocol.http2.client.StreamFailure;
import socketlab.tls.DevelopmentCertificate;

/** A server that others wrote: HTTP/2 as nginx speaks it, in clear text and in TLS. */
@Timeout(120)
class NginxLoadTest {
  private static final int STREAMS = 16;

  /** Streams of a connection that nginx ends early. */
  private static final int FEW = 50;

  @TempDir static Path folder;

  private static DevelopmentCertificate certificate;
  private static Process nginx;
  private static int clear;
  private static int secure;
  private static int restless;
  private static byte[] large;

  @BeforeAll
  static void start() throws IOException {
    certificate = DevelopmentCertificate.in(folder.resolve("tls"));
    large = new byte[500_000];
    new Random(1).nextBytes(large);
    Files.write(folder.resolve("large"), large);
    clear = freePort();
    secure = freePort();
    restless = freePort();
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(configuration, configuration());
    nginx =
        new ProcessBuilder(
                "nginx", "-p", folder.toString(), "-c", configuration.toString(), "-e", "stderr")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    await().atMost(Duration.ofSeconds(30)).until(() -> listens(clear) && listens(restless));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String configuration() {
    String server =
        """
        server {
          listen 127.0.0.1:%d %s;
          keepalive_requests %d;
          http2_max_concurrent_streams 10;
          root %s;
          location = /hello { return 200 "Hello, World!"; }
        }
        """;
    return """
    daemon off;
    user root;
    worker_processes 1;
    pid %1$s/pid;
    events {}
    http {
      access_log off;
      client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
      uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
      ssl_certificate %2$s; ssl_certificate_key %3$s;
      %4$s %5$s %6$s
    }
    """
        .formatted(
            folder,
            certificate.certificate(),
            certificate.key(),
            server.formatted(clear, "http2", 10_000_000, folder),
            server.formatted(secure, "ssl http2", 10_000_000, folder),
            server.formatted(restless, "http2", FEW, folder));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    nginx.destroy();
    assertTrue(nginx.waitFor(20, TimeUnit.SECONDS));
  }

  private static LoadResult load(boolean tls, int port) throws Exception {
    Target target =
        Target.parse(
            (tls ? "https" : "http") + "://127.0.0.1:" + port + "/hello",
            Expectation.SUCCESS,
            true,
            TlsPlan.trusting(certificate.authority()));
    return Plans.runUntil(
        result -> result.completed() > 1_000,
        Plans.of(
            target, OptionalDouble.empty(), STREAMS, false, Transport.NIO, Duration.ofSeconds(10)),
        () -> _ -> {});
  }

  /** It takes ten streams, and sixteen are wished for. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyRequestIsAnswered(boolean tls) throws Exception {
    LoadResult result = load(tls, tls ? secure : clear);
    assertTrue(result.completed() > 1_000);
    assertEquals(0, result.failed(), () -> result.warnings().toString());
    assertEquals(result.offered(), result.completed() + result.unfinished());
    assertEquals(result.completed(), result.answers().of(200));
    assertEquals(Optional.empty(), result.refusal());
    assertTrue(result.busy() <= 10 * Plans.CONNECTIONS + 1e-6, () -> "" + result.busy());
  }

  /** Its GOAWAY says which requests it has heard; those on their way then are told of. */
  @Test
  void aConnectionThatIsEndedIsFollowedByAnother() throws Exception {
    LoadResult result = load(false, restless);
    assertTrue(result.completed() > 1_000);
    assertEquals(result.failedBy(Failure.NOT_PROCESSED), result.failed());
    assertEquals(result.offered(), result.completed() + result.failed() + result.unfinished());
    assertTrue(result.connect().getTotalCount() > result.completed() / FEW / 2);
    assertEquals(Optional.empty(), result.refusal());
  }

  /** Small windows, on both levels, and three answers at once. */
  @Test
  void aLargeAnswerComesAsItIs() throws Exception {
    List<Body> bodies = List.of(new Body(), new Body(), new Body());
    ClientConnection connection = new ClientConnection(new ClientLimits(5_000, 65_535, 64 * 1024));
    Output out = new Output(64);
    connection.begin(out);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clear)) {
      socket.setSoTimeout(20_000);
      RequestBlock request = RequestBlock.get("http", "127.0.0.1:" + clear, "/large");
      for (Body body : bodies) {
        connection.open(request, true, body, out);
      }
      byte[] bytes = new byte[10_000];
      int size = 0;
      while (connection.underWay() > 0) {
        socket.getOutputStream().write(out.array(), out.offset(), out.size());
        out.clear();
        int count = socket.getInputStream().read(bytes, size, bytes.length - size);
        assertTrue(count > 0, "nginx ended the connection");
        size += count;
        int taken = connection.receive(bytes, 0, size, out);
        System.arraycopy(bytes, taken, bytes, 0, size - taken);
        size -= taken;
      }
    }
    assertNull(connection.failure());
    for (Body body : bodies) {
      assertArrayEquals(large, body.bytes.toByteArray());
    }
  }

  private static final class Body implements ResponseTarget {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public int data(byte[] piece, int from, int to) {
      bytes.writeBytes(Arrays.copyOfRange(piece, from, to));
      return to - from;
    }

    @Override
    public void complete() {}

    @Override
    public void failed(StreamFailure why) {
      throw new AssertionError(why);
    }
  }
}
