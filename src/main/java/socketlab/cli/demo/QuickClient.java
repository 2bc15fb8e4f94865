// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import socketlab.experiment.tool.client.BlockingHttpClient;

/**
 * One client that asks quick requests, one after the other, while another request sleeps. It is run
 * by one thread; what it has seen may be asked by any.
 */
final class QuickClient implements Callable<Void>, AutoCloseable {
  private static final long NONE = 0;

  private final int number;
  private final DemoPlan plan;
  private final WatchedHandler server;
  private final BlockingHttpClient connection;

  private volatile int asked;
  private volatile long longestNanos;

  /** When the request that is under way was sent; {@link #NONE} between two. */
  private volatile long sentNanos = NONE;

  /** Connects, and has one answer, so that the server knows the connection. */
  QuickClient(int number, DemoPlan plan, InetSocketAddress address, WatchedHandler server)
      throws IOException {
    this.number = number;
    this.plan = plan;
    this.server = server;
    connection = new BlockingHttpClient(address);
    connection.ask(BlockingHttpClient.get("/plaintext"));
  }

  @Override
  public Void call() throws IOException, InterruptedException {
    byte[] request = BlockingHttpClient.get(WatchedHandler.quick(number));
    boolean over = false;
    for (int i = 0; i < plan.asks() && !over; i++) {
      sentNanos = System.nanoTime();
      asked = i + 1;
      connection.ask(request);
      longestNanos = Math.max(longestNanos, System.nanoTime() - sentNanos);
      sentNanos = NONE;
      over = server.awaitEnd(plan.pause());
    }
    return null;
  }

  /** What it has seen up to now. */
  Seen seen() {
    long sent = sentNanos;
    long underWay = sent == NONE ? 0 : System.nanoTime() - sent;
    return new Seen(
        server.thread(number),
        asked,
        server.meanwhile(number),
        Duration.ofNanos(Math.max(longestNanos, underWay)));
  }

  /**
   * What a client has seen.
   *
   * @param thread that ran its last request; empty when none has
   * @param asked requests it has sent
   * @param meanwhile of these, run while the other request slept
   * @param longest that it waited for an answer, also one that has not come yet
   */
  record Seen(String thread, int asked, int meanwhile, Duration longest) {
    /** Whether the sleeping request held it up: nothing that it asked was run before the end. */
    boolean waited() {
      return asked > 0 && meanwhile == 0;
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
