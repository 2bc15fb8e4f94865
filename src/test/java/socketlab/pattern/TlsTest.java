// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import socketlab.tls.DevelopmentCertificate;
import socketlab.tls.TlsClient;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsSetup;
import socketlab.tls.openssl.OpenSslContext;

/** TLS under every pattern, with what ALPN chooses inside, spoken with by the JDK's own clients. */
@EveryPattern
class TlsTest {
  @TempDir static Path folder;
  private static TlsContext context;
  private static SSLContext trusting;

  @Parameter Variant variant;
  private TestServer server;
  private HttpClient client;

  @BeforeAll
  static void makeACertificate() throws Exception {
    DevelopmentCertificate own = DevelopmentCertificate.in(folder.resolve("tls"));
    context =
        OpenSslContext.of(new TlsSetup(own.certificate(), own.key(), List.of("h2", "http/1.1")));
    trusting = TlsClient.trusting(own.authority());
  }

  @AfterAll
  static void closeContext() {
    context.close();
  }

  @BeforeEach
  void start() throws IOException {
    server = TestServer.of(variant).tls(context).start();
    client = HttpClient.newBuilder().sslContext(trusting).connectTimeout(TestServer.SOON).build();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    client.close();
    server.awaitOpen(0);
    server.close();
  }

  private URI at(String scheme, String path) {
    return URI.create(scheme + "://localhost:" + server.address().getPort() + path);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(at("https", path)).timeout(TestServer.SOON);
  }

  private HttpResponse<String> ask(String path, HttpClient.Version version) throws Exception {
    HttpResponse<String> answer =
        client.send(request(path).version(version).build(), BodyHandlers.ofString());
    assertEquals(version, answer.version());
    return answer;
  }

  /** What a client can speak decides, and each answers the same. */
  @Test
  void requestsAreAnsweredOnAConnectionOfEachVersion() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertEquals("Hello, World!", ask("/plaintext", HttpClient.Version.HTTP_2).body());
      assertEquals("Hello, World!", ask("/plaintext", HttpClient.Version.HTTP_1_1).body());
    }
    assertEquals(2, server.total().accepted());
  }

  /** A slow answer does not hold back those that were asked for behind it. */
  @Test
  void streamsOfOneConnectionAreAnsweredAsTheyAreReady() throws Exception {
    ask("/plaintext", HttpClient.Version.HTTP_2);
    HttpRequest create = request("/jobs?sleep=20000").POST(BodyPublishers.noBody()).build();
    String job =
        client.send(create, BodyHandlers.ofString()).headers().firstValue("Location").get();
    CompletableFuture<HttpResponse<String>> slow =
        client.sendAsync(request(job + "?wait=30").build(), BodyHandlers.ofString());
    for (int i = 0; i < 20; i++) {
      assertEquals("Hello, World!", ask("/plaintext", HttpClient.Version.HTTP_2).body());
    }
    assertFalse(slow.isDone());
    client.send(request(job).DELETE().build(), BodyHandlers.discarding());
    assertTrue(slow.get(20, TimeUnit.SECONDS).body().contains("\"cancelled\""));
    assertEquals(1, server.total().accepted());
  }

  @Test
  void aLongBodyComesBackWhole() throws Exception {
    byte[] body = new byte[700_000];
    new Random(5).nextBytes(body);
    for (HttpClient.Version version : HttpClient.Version.values()) {
      HttpRequest echo =
          request("/echo").version(version).POST(BodyPublishers.ofByteArray(body)).build();
      assertArrayEquals(body, client.send(echo, BodyHandlers.ofByteArray()).body());
    }
  }

  @Test
  void anAnswerThatComesLaterComes() throws Exception {
    HttpRequest create = request("/jobs?sleep=300").POST(BodyPublishers.noBody()).build();
    String job =
        client.send(create, BodyHandlers.ofString()).headers().firstValue("Location").get();
    HttpResponse<String> done =
        client.send(request(job + "?wait=30").build(), BodyHandlers.ofString());
    assertTrue(done.body().contains("\"done\""), done.body());
    HttpResponse<String> events =
        client.send(request(job + "/events").build(), BodyHandlers.ofString());
    assertTrue(events.body().contains("event: done"), events.body());
  }

  /** A worker reads what TLS tells, as the loop does. */
  @Test
  void aHandlerKnowsThatItIsTls() throws Exception {
    // The clients of the tests before share tickets with this one.
    assertEquals(
        "{\"tls\":\"TLSv1.3\",\"protocol\":\"h2\",\"server_name\":\"localhost\",\"resumed\":?,"
            + "\"client\":null}\n",
        ask("/connection", HttpClient.Version.HTTP_2).body().replaceAll("true|false", "?"));
    HttpRequest signIn =
        request("/sign-in?kind=token").POST(BodyPublishers.ofString("{\"name\":\"ann\"}")).build();
    String cookie =
        client.send(signIn, BodyHandlers.ofString()).headers().firstValue("Set-Cookie").get();
    assertTrue(cookie.endsWith("; HttpOnly; SameSite=Lax; Secure"), cookie);
  }

  @Test
  void aWebSocketEchoes() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                at("wss", "/ws/echo"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    heard.complete(text.toString());
                    return null;
                  }
                })
            .get(20, TimeUnit.SECONDS);
    socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
    assertEquals("hello", heard.get(20, TimeUnit.SECONDS));
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
  }

  /** Those who never finish their handshake do not stop those who have. */
  @Test
  void openConnectionsAreServedAmongUnfinishedHandshakes() throws Exception {
    client.send(request("/plaintext").build(), BodyHandlers.ofString());
    List<Socket> unfinished = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
        unfinished.add(socket);
        socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
      }
      eventually().until(() -> server.total().open(), open -> open == 51);
      assertEquals("Hello, World!", ask("/plaintext", HttpClient.Version.HTTP_2).body());
    } finally {
      for (Socket socket : unfinished) {
        socket.close();
      }
    }
  }

  /** That its end is said by close_notify, TlsSessionTest shows. */
  @Test
  void aStopEndsAQuietConnectionInOrder() throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            trusting
                .getSocketFactory()
                .createSocket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout((int) TestServer.SOON.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write("GET /plaintext HTTP/1.1\r\nHost: lab\r\n\r\n".getBytes(US_ASCII));
      CompletableFuture<Server.Stop> stop = new CompletableFuture<>();
      StringBuilder said = new StringBuilder();
      int next;
      while ((next = socket.getInputStream().read()) >= 0) {
        said.append((char) next);
        if (said.toString().endsWith("Hello, World!")) {
          Thread.ofPlatform().start(() -> stop.complete(server.stop(TestServer.SOON)));
        }
      }
      assertEquals(0, stop.get(20, TimeUnit.SECONDS).cutOff());
    }
  }
}
