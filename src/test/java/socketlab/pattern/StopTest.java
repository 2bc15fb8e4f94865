// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestClient.get;
import static socketlab.pattern.TestServer.SOON;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import socketlab.protocol.Output;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** A stop finishes what has begun, begins nothing, and says whether the grace was enough. */
@EveryPattern
class StopTest extends WithClient {
  private static final byte[] OK = "ok".getBytes(US_ASCII);
  private static final BodyProducer ENDLESS = StopTest::producePiece;

  private final BlockingQueue<Response> postponed = new LinkedBlockingQueue<>();

  @Override
  TestServer.Setup setup() {
    return TestServer.of(variant).handler(this::handle);
  }

  private void handle(Request request, Response response) throws Exception {
    switch (request.path()) {
      case "/sleep" -> {
        Thread.sleep(Long.parseLong(request.query("ms")));
        response.send(Status.OK, OK);
      }
      case "/later" -> postponed.add(response.later());
      case "/endless" -> response.stream(Status.OK, ENDLESS);
      default -> response.send(Status.OK, OK);
    }
  }

  private static BodyProducer.Next producePiece(Output out, int most) {
    out.put(new byte[Math.min(most, 1024)]);
    return BodyProducer.Next.MORE;
  }

  @Test
  void aRequestInTheHandlerIsFinished() throws IOException {
    client.send(get("/sleep?ms=300"));
    awaitReceived(1);
    assertTrue(server.stop(SOON).isGraceful());
    assertEquals("ok", client.read().body());
    assertEquals("", client.readToEnd());
  }

  @Test
  void anAnswerThatComesLaterIsWaitedFor() throws Exception {
    client.send(get("/later"));
    Response late = postponed.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    CompletableFuture<Server.Stop> stop = beginToStop();
    assertFalse(stop.isDone());
    late.send(Status.OK, OK);
    assertTrue(stop.join().isGraceful());
    assertEquals("ok", client.read().body());
    assertEquals("", client.readToEnd());
  }

  @Test
  void requestsThatHadArrivedAreAnswered() throws IOException {
    String all = get("/sleep?ms=200") + get("/a").repeat(20);
    client.send(all);
    awaitReceived(1);
    assertTrue(server.stop(SOON).isGraceful());
    for (int i = 0; i < 21; i++) {
      assertEquals("ok", client.read().body());
    }
    assertEquals("", client.readToEnd());
  }

  @Test
  void requestsOfConnectionsThatWaitToBeAcceptedAreAnswered() throws IOException {
    client.send(get("/sleep?ms=200"));
    awaitReceived(1);
    TestClient[] waiting = new TestClient[10];
    for (int i = 0; i < waiting.length; i++) {
      waiting[i] = server.connect().send(get("/a"));
    }
    assertTrue(server.stop(SOON).isGraceful());
    for (TestClient one : waiting) {
      assertEquals("ok", one.read().body());
      assertEquals("", one.readToEnd());
    }
  }

  @Test
  void aRequestThatHadBegunToArriveMayEnd() throws IOException {
    String request = get("/a");
    client.send(request.substring(0, 20));
    awaitReceived(20);
    CompletableFuture<Server.Stop> stop = beginToStop();
    client.send(request.substring(20));
    assertEquals("ok", client.read().body());
    assertEquals("", client.readToEnd());
    assertTrue(stop.join().isGraceful());
  }

  @Test
  void idleConnectionsEnd() throws IOException {
    TestClient used = server.connect();
    used.ask("/a");
    eventually().until(() -> server.total().open() == 2);
    assertTrue(server.stop(SOON).isGraceful());
    assertEquals("", used.readToEnd());
    assertEquals("", client.readToEnd());
  }

  @Test
  void aHandlerThatIsNotDoneInTimeIsCutOffAndTold() throws IOException {
    client.send(get("/sleep?ms=60000"));
    awaitReceived(1);
    assertEquals(1, server.stop(Duration.ofMillis(200)).cutOff());
    client.readToAnyEnd();
    server.failures().clear();
  }

  @Test
  void aStreamWithoutAnEndIsCutOffAndTold() throws IOException {
    client.send(get("/endless")).take(1000);
    CompletableFuture<String> rest = CompletableFuture.supplyAsync(this::readToAnyEnd);
    assertEquals(1, server.stop(Duration.ofMillis(200)).cutOff());
    rest.join();
  }

  @Test
  void anAnswerThatNeverComesIsCutOffAndTold() throws IOException, InterruptedException {
    client.send(get("/later"));
    postponed.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertEquals(1, server.stop(Duration.ofMillis(200)).cutOff());
  }

  @Test
  void aSecondStopHasNothingToDo() {
    server.stop(SOON);
    assertEquals(Duration.ZERO, server.stop(SOON).took());
  }

  /** Stops in another thread, and comes back when newcomers are refused. */
  private CompletableFuture<Server.Stop> beginToStop() {
    CompletableFuture<Server.Stop> stop = CompletableFuture.supplyAsync(() -> server.stop(SOON));
    eventually().until(this::isRefused);
    return stop;
  }

  private boolean isRefused() throws IOException {
    try (TestClient _ = TestClient.to(server.address())) {
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (SocketException e) {
      // Established behind the last accept, and reset with the queue: the next one will be refused.
      return false;
    }
  }

  private String readToAnyEnd() {
    try {
      return client.readToAnyEnd();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void awaitReceived(int bytes) {
    eventually().until(() -> server.total().bytesIn() >= bytes);
  }
}
