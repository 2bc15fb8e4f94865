// SPDX-License-Identifier: Apache-2.0
package socketlab.load.proof;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import socketlab.pattern.LabProcess;

/**
 * A server that is stopped once, for as long as the clock of this process says, and asked for its
 * own count of requests the whole time: when it has caught up, by that count.
 *
 * <pre>
 *   signal STOP     signal CONT
 *   ├──┤            ├──┤
 *      └─ at least ─┘
 *   └──── at most ─────┘
 * </pre>
 */
final class StoppedServer implements AutoCloseable {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** By these it is known when the first request was due, before the server is stopped. */
  private static final int FEWEST_LOOKS = 5;

  private final LabProcess server;
  private final URL stats;
  private final int connections;
  private final Backlog backlog;
  private final Thread looker = Thread.ofPlatform().unstarted(this::look);
  private final CountDownLatch looks = new CountDownLatch(FEWEST_LOOKS);
  private final CompletableFuture<Long> caughtUp = new CompletableFuture<>();
  private long stopFrom;
  private long stopTo;
  private long thawFrom;
  private volatile long thawTo;
  private volatile boolean closed;

  /**
   * @param rate requests a second of the load, which are due uniformly
   * @param connections of the load: so many may be under way although nobody waits
   */
  StoppedServer(LabProcess server, double rate, int connections) throws IOException {
    this.server = server;
    this.connections = connections;
    stats = URI.create("http://127.0.0.1:" + server.address().getPort() + "/stats").toURL();
    backlog = new Backlog(rate);
    looker.start();
  }

  void stop() {
    try {
      assertTrue(looks.await(20, TimeUnit.SECONDS), "the server does not tell its count");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    stopFrom = System.nanoTime();
    server.signal("STOP");
    stopTo = System.nanoTime();
  }

  void thaw() {
    thawFrom = System.nanoTime();
    server.signal("CONT");
    thawTo = System.nanoTime();
  }

  /** For how long it stood still, in nanoseconds: the kernel tells nobody when a signal acts. */
  long atLeast() {
    return thawFrom - stopTo;
  }

  long atMost() {
    return thawTo - stopFrom;
  }

  /** From the end of the stop until it had caught up, in nanoseconds. */
  long catchUp() throws Exception {
    return caughtUp.get(20, TimeUnit.SECONDS) - thawTo;
  }

  private void look() {
    try {
      for (long asked = 1; !closed && !caughtUp.isDone(); asked++) {
        long before = System.nanoTime();
        byte[] answer = ask();
        long now = System.nanoTime();
        // Its own questions are among those it counts.
        long handled = requests(answer) - asked;
        if (handled > 0) {
          backlog.saw(handled, now);
          looks.countDown();
          // As many as were due when it was asked: what came due behind that is not its delay.
          if (isThawedAt(before) && backlog.waiting(handled, before) <= connections) {
            caughtUp.complete(now);
          }
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    } catch (IOException e) {
      caughtUp.completeExceptionally(e);
    }
  }

  private boolean isThawedAt(long time) {
    long thawed = thawTo;
    return thawed != 0 && time - thawed >= 0;
  }

  private byte[] ask() throws IOException {
    try (InputStream in = stats.openStream()) {
      return in.readAllBytes();
    }
  }

  private static long requests(byte[] answer) throws IOException {
    return new ObjectMapper().readTree(answer).at("/threads/0/requests").asLong();
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    looker.join();
  }
}
