// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import socketlab.app.ServerView;
import socketlab.net.Transport;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.protocol.SessionFactory;

/**
 * What a server is to be; made by {@link #of}.
 *
 * @param listening where, how, and what is offered there
 * @param threads of the pattern's loops that read; patterns with one thread have no use for it
 * @param workers that run handlers, where the pattern has any
 * @param workerQueue messages that may wait for a worker, a power of two from 2 on
 * @param pin whether each thread keeps to a processor of its own, and shards are chosen by
 *     processor
 * @param shortestLimit of all time limits: it is kept within a tenth
 * @param stall how long the peer of an outgoing connection may take nothing
 * @param problems told, in one line, what went wrong and was survived; any thread
 */
public record ServerConfig(
    Pattern pattern,
    Transport transport,
    List<Listening> listening,
    int threads,
    int workers,
    int workerQueue,
    Balance balance,
    boolean pin,
    Duration shortestLimit,
    Duration stall,
    Consumer<String> problems) {
  /** Makes what a listener offers, given what handlers may know of the server. */
  @FunctionalInterface
  public interface ServiceMaker {
    Service make(ServerView server);
  }

  /**
   * A listener that is to be.
   *
   * @param address where to listen; port 0 lets the kernel choose
   */
  public record Listening(
      InetSocketAddress address, Listener.Options options, ServiceMaker service) {}

  public ServerConfig {
    listening = List.copyOf(listening);
    if (listening.isEmpty()) {
      throw new IllegalArgumentException("a server listens somewhere");
    }
    if (threads < 1 || workers < 1) {
      throw new IllegalArgumentException(
          "threads and workers are at least 1; not " + threads + ", " + workers);
    }
  }

  /** Begins a configuration, with a thread and a worker for each processor. */
  public static Builder of(Pattern pattern, Transport transport) {
    return new Builder(pattern, transport);
  }

  /** Nanoseconds from one look at the time limits of all connections to the next. */
  long tickNanos() {
    return Math.clamp(shortestLimit.toNanos() / 10, 10_000_000L, 1_000_000_000L);
  }

  /** Collects what differs from the defaults. Used by one thread. */
  public static final class Builder {
    private static final int BACKLOG = 128;

    private final Pattern pattern;
    private final Transport transport;
    private final List<Listening> listening = new ArrayList<>();
    private int threads = Runtime.getRuntime().availableProcessors();
    private int workers = threads;
    private int workerQueue = 1024;
    private Balance balance = Balance.ROUND_ROBIN;
    private boolean pin;
    private Duration shortestLimit = Duration.ofSeconds(10);
    private Duration stall = Duration.ofSeconds(60);
    private Consumer<String> problems = line -> System.err.println("lab: " + line);

    private Builder(Pattern pattern, Transport transport) {
      this.pattern = pattern;
      this.transport = transport;
    }

    /** Adds a listener; several may offer different services. */
    public Builder listen(
        InetSocketAddress address, Listener.Options options, ServiceMaker service) {
      listening.add(new Listening(address, options, service));
      return this;
    }

    /** Adds a listener on loopback, at a port that the kernel chooses. */
    public Builder listenOnLoopback(Function<ServerView, SessionFactory> sessions) {
      return listen(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          new Listener.Options(BACKLOG, false, 0, 0),
          view -> new Service(sessions.apply(view), stall));
    }

    public Builder threads(int count) {
      threads = count;
      return this;
    }

    public Builder workers(int count) {
      workers = count;
      return this;
    }

    public Builder workerQueue(int room) {
      workerQueue = room;
      return this;
    }

    public Builder balance(Balance how) {
      balance = how;
      return this;
    }

    public Builder pin(boolean each) {
      pin = each;
      return this;
    }

    public Builder shortestLimit(Duration limit) {
      shortestLimit = limit;
      return this;
    }

    public Builder stall(Duration limit) {
      stall = limit;
      return this;
    }

    public Builder problems(Consumer<String> told) {
      problems = told;
      return this;
    }

    public ServerConfig build() {
      return new ServerConfig(
          pattern,
          transport,
          listening,
          threads,
          workers,
          workerQueue,
          balance,
          pin,
          shortestLimit,
          stall,
          problems);
    }
  }
}
