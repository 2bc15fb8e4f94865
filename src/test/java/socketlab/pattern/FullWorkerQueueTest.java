// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestClient.get;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * Every worker is asleep and their queue is full: the loop stops reading the connections whose
 * messages have no room, runs none of them itself, and goes on with all that needs no worker.
 */
@Timeout(60)
class FullWorkerQueueTest {
  private static final int ROOM = 2;

  /** More than the workers and their queue can have. */
  private static final int CONNECTIONS = 12;

  static Stream<Variant> variants() {
    return Variant.all().stream().filter(v -> v.pattern() instanceof MessageBalancing);
  }

  /** Holds the thread that runs it, except for one path, which needs no worker. */
  private static final class Holding implements HttpHandler {
    private static final byte[] OK = "ok".getBytes(US_ASCII);

    private final Semaphore held = new Semaphore(0);
    private final CountDownLatch release = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();

    @Override
    public void handle(Request request, Response response) throws Exception {
      if (needsWorker(request)) {
        threads.add(Thread.currentThread().getName());
        held.release();
        release.await();
      }
      response.send(Status.OK, OK);
    }

    @Override
    public boolean needsWorker(Request request) {
      return !request.path().equals("/glance");
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theLoopStopsReadingAndGoesOnWithTheOthers(Variant variant) throws Exception {
    Holding handler = new Holding();
    try (TestServer server = TestServer.of(variant).handler(handler).workerQueue(ROOM).start()) {
      List<TestClient> held = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        held.add(server.connect().send(get("/hold") + get("/hold")));
      }
      handler.held.acquire(TestServer.THREADS);
      TestServer.eventually()
          .until(() -> server.total().bytesIn() >= CONNECTIONS * 2L * get("/hold").length());

      // Accepted and answered by the loop, while no worker is awake.
      for (int i = 0; i < 3; i++) {
        assertEquals("ok", server.connect().ask("/glance").body());
      }
      assertEquals(TestServer.THREADS, handler.threads.size(), "a message was run elsewhere");

      handler.release.countDown();
      for (TestClient client : held) {
        assertEquals("ok", client.read().body());
        assertEquals("ok", client.read().body());
      }
      assertTrue(
          handler.threads.stream().allMatch(name -> name.contains("worker")),
          () -> "run by " + handler.threads);
    }
  }

  /** The loop sleeps while it waits for room: it does not ask again and again. */
  @ParameterizedTest
  @MethodSource("variants")
  void theLoopDoesNotSpin(Variant variant) throws IOException, InterruptedException {
    Holding handler = new Holding();
    try (TestServer server = TestServer.of(variant).handler(handler).workerQueue(ROOM).start()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        server.connect().send(get("/hold"));
      }
      handler.held.acquire(TestServer.THREADS);
      TestServer.eventually()
          .until(() -> server.total().bytesIn() >= CONNECTIONS * (long) get("/hold").length());
      long before = server.total().systemCalls();
      // Each look at the statistics by a request of its own costs some calls; a loop that spins makes
      // many thousands meanwhile.
      for (int i = 0; i < 20; i++) {
        server.connect().ask("/glance");
      }
      long calls = server.total().systemCalls() - before;
      assertTrue(calls < 20 * 50, calls + " system calls for 20 requests");
      handler.release.countDown();
    }
  }
}
