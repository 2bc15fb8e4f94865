// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import socketlab.app.ServerView;
import socketlab.app.Stats;
import socketlab.linux.socket.TcpSocketRow;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.net.loop.Part;

/**
 * A pattern at work: started whole or not at all, asked for its numbers, and stopped in order.
 *
 * <pre>
 *   start ─▶ serving ─▶ stop: accept what is queued ─▶ refuse newcomers ─▶ finish ─▶ ended
 *                         └──────────── at most the grace ─────────────┘     cut off what is left
 * </pre>
 *
 * <p>Its parts are started in the order in which the pattern made them, and end the other way
 * round. Thread-safe.
 */
public final class Server implements ServerView, AutoCloseable {
  /**
   * How long a stop waits beyond the grace for what a handler holds, and again once interrupted.
   */
  private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

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
    List<Service> services =
        config.listening().stream().map(at -> at.service().make(this)).toList();
    this.wiring = new Wiring(config, services, failure);
  }

  /**
   * Opens what the pattern wires, and starts its threads.
   *
   * @throws IOException when an address or a thread cannot be had; nothing is left open then
   * @throws IllegalArgumentException when the pattern cannot be wired as asked
   */
  public static Server start(ServerConfig config) throws IOException {
    config.pattern().availability(config.transport()).require();
    Server server = new Server(config);
    try {
      config.pattern().wire(server.wiring);
      server.wiring.parts.forEach(Part::start);
      return server;
    } catch (OutOfMemoryError e) {
      // What a thread that cannot be had is told by. Any other would come again.
      IOException failed = new IOException(tooMuch(e), e);
      server.abandon(failed);
      throw failed;
    } catch (IOException | RuntimeException e) {
      server.abandon(e);
      throw e;
    }
  }

  /** The JVM tells threads and memory by one error. */
  private static String tooMuch(OutOfMemoryError e) {
    return String.valueOf(e.getMessage()).contains("native thread")
        ? "not enough threads ("
            + e.getMessage()
            + "); raise ulimit -u or kernel.threads-max, or ask for fewer --threads"
        : "not enough memory ("
            + e.getMessage()
            + "); ask for fewer --threads, or give it more: LAB_JAVA_OPTS=-Xmx2g";
  }

  /** Closes what a failed start had opened. */
  private void abandon(Exception cause) {
    try {
      stop(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  public ServerConfig config() {
    return config;
  }

  /** Where its first service listens, with the port the kernel chose. */
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
    List<Part.ThreadStats> threads = threads();
    return config.pattern().id()
        + "\n\n"
        + Picture.of(
            config.pattern().lesson().picture(),
            role -> (int) threads.stream().filter(one -> one.role().equals(role)).count());
  }

  @Override
  public Stats stats() {
    List<Stats.ListenerStats> listeners =
        wiring.listeners.stream()
            .map(l -> new Stats.ListenerStats(l.toString(), l.queue(), l.requestedBacklog()))
            .toList();
    return new Stats(config.pattern().id(), config.transport().id(), threads(), listeners);
  }

  /** The part of {@link #stats} that needs no call to the kernel. */
  public List<Part.ThreadStats> threads() {
    return wiring.parts.stream().flatMap(part -> part.stats().stream()).toList();
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
    List<Part> parts = wiring.parts.reversed();
    CountDownLatch accepted = new CountDownLatch(parts.size());
    parts.forEach(part -> part.stopAccepting(accepted));
    // A loop that a handler holds must not use up the time of the others.
    accepted.await(grace.toNanos() / 2, TimeUnit.NANOSECONDS);
    parts.forEach(part -> part.drain(deadline));
    boolean ended = true;
    for (Part part : parts) {
      ended &= part.awaitEnd(deadline + HELD_NANOS);
    }
    if (!ended) {
      parts.forEach(Part::interrupt);
    }
    int cutOff = 0;
    for (Part part : parts) {
      cutOff += part.join(deadline + 2 * HELD_NANOS);
    }
    if (parts.stream().anyMatch(Part::isHeld)) {
      cutOff += connectionsLeft();
    }
    for (Listener listener : wiring.listeners) {
      try {
        listener.close();
      } catch (IOException e) {
        config.problems().accept("closing a listener: " + e.getMessage());
      }
    }
    return new Stop(cutOff, Duration.ofNanos(System.nanoTime() - start));
  }

  /**
   * What loops that are held leave behind: connections they know, and those in their accept queues.
   */
  private int connectionsLeft() {
    if (!Listener.queueAvailability().isAvailable()) {
      return (int) Math.max(1, stats().total().open());
    }
    return wiring.listeners.stream()
        .map(listener -> listener.address().getPort())
        .distinct()
        .mapToInt(TcpSocketRow::connectionsOf)
        .sum();
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
