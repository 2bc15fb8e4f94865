// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import socketlab.app.ServerView;
import socketlab.app.Stats;
import socketlab.net.BlockingReaders;
import socketlab.net.EventLoop;
import socketlab.net.Listener;
import socketlab.net.Workers;

/**
 * A pattern at work: started whole or not at all, asked for its numbers, and stopped in order.
 *
 * <pre>
 *   start ─▶ serving ─▶ stop: accept what is queued ─▶ refuse newcomers ─▶ finish ─▶ ended
 *                         └──────────── at most the grace ─────────────┘     cut off what is left
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class Server implements ServerView, AutoCloseable {
  /** Threads of blocking readers that {@link #stats} tells one by one. */
  private static final int READERS_TOLD = 64;

  private final ServerConfig config;
  private final Wiring wiring;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private boolean stopped;

  /**
   * How a stop went.
   *
   * @param cutOff connections whose answers were not finished when the grace was over
   * @param took from the call to the last thread's end
   */
  public record Stop(int cutOff, Duration took) {
    public boolean isGraceful() {
      return cutOff == 0;
    }
  }

  private Server(ServerConfig config) {
    this.config = config;
    this.wiring = new Wiring(config, config.sessions().make(this), failure);
  }

  /**
   * Opens what the pattern wires, and starts its threads.
   *
   * @throws IOException when an address cannot be had; nothing is left open then
   * @throws IllegalArgumentException when the pattern cannot be wired as asked
   */
  public static Server start(ServerConfig config) throws IOException {
    config.pattern().availability(config.transport()).require();
    Server server = new Server(config);
    try {
      config.pattern().wire(server.wiring);
    } catch (IOException | RuntimeException e) {
      server.abandon(e);
      throw e;
    }
    server.startThreads();
    return server;
  }

  /** Closes what a failed start had opened. */
  private void abandon(Exception cause) {
    try {
      closeListeners();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    // A loop closes its poller when its thread ends.
    wiring.loops.forEach(EventLoop::start);
    wiring.loops.forEach(loop -> loop.drain(System.nanoTime()));
    try {
      for (EventLoop loop : wiring.loops) {
        loop.join(System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void startThreads() {
    if (wiring.workers != null) {
      wiring.workers.start();
    }
    if (wiring.readers != null) {
      wiring.readers.start();
    }
    wiring.loops.forEach(EventLoop::start);
  }

  public ServerConfig config() {
    return config;
  }

  /** Where it listens, with the port the kernel chose. */
  public InetSocketAddress address() {
    return wiring.listeners.getFirst().address();
  }

  public List<Listener> listeners() {
    return List.copyOf(wiring.listeners);
  }

  /** Completed with what ended a loop that should not have ended; the server is of no use then. */
  public CompletionStage<Throwable> failure() {
    return failure;
  }

  @Override
  public String picture() {
    return config.pattern().id() + "\n\n" + config.pattern().lesson().picture();
  }

  @Override
  public Stats stats() {
    List<Stats.ThreadStats> threads = new ArrayList<>();
    for (EventLoop loop : wiring.loops) {
      threads.add(new Stats.ThreadStats(loop.name(), loop.role(), loop.counters().read()));
    }
    if (wiring.workers != null) {
      for (Workers.Worker worker : wiring.workers.threads()) {
        threads.add(new Stats.ThreadStats(worker.getName(), "worker", worker.counters().read()));
      }
    }
    if (wiring.readers != null) {
      for (BlockingReaders.Reader reader : wiring.readers.read(READERS_TOLD)) {
        threads.add(new Stats.ThreadStats(reader.name(), "reader", reader.counters()));
      }
    }
    List<Stats.ListenerStats> listeners =
        wiring.listeners.stream()
            .map(l -> new Stats.ListenerStats(l.toString(), l.queue(), l.requestedBacklog()))
            .toList();
    return new Stats(config.pattern().id(), config.transport().id(), threads, listeners);
  }

  /**
   * Stops: every request whose bytes had arrived is answered, for at most the grace; newcomers are
   * refused. A second call does nothing.
   */
  public synchronized Stop stop(Duration grace) throws InterruptedException {
    long start = System.nanoTime();
    if (stopped) {
      return new Stop(0, Duration.ZERO);
    }
    stopped = true;
    long deadline = start + grace.toNanos();
    CountDownLatch accepted = new CountDownLatch(wiring.loops.size());
    wiring.loops.forEach(loop -> loop.stopAccepting(accepted));
    // A loop that a handler holds must not use up the time of the others.
    accepted.await(grace.toNanos() / 2, TimeUnit.NANOSECONDS);
    wiring.loops.forEach(loop -> loop.drain(deadline));
    if (wiring.readers != null) {
      wiring.readers.drain();
    }
    int cutOff = 0;
    for (EventLoop loop : wiring.loops) {
      cutOff += loop.join(deadline);
    }
    if (wiring.readers != null) {
      cutOff += wiring.readers.join(deadline);
    }
    if (wiring.workers != null) {
      wiring.workers.stop();
      cutOff += wiring.workers.join(deadline);
    }
    try {
      closeListeners();
    } catch (IOException e) {
      config.problems().accept("closing a listener: " + e.getMessage());
    }
    return new Stop(cutOff, Duration.ofNanos(System.nanoTime() - start));
  }

  private void closeListeners() throws IOException {
    for (Listener listener : wiring.listeners) {
      listener.close();
    }
  }

  /** Stops without waiting for anyone. */
  @Override
  public void close() {
    try {
      stop(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
