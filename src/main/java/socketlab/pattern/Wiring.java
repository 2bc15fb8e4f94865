// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import socketlab.linux.process.Affinity;
import socketlab.linux.socket.SocketOptions;
import socketlab.net.Accepted;
import socketlab.net.BlockingReaders;
import socketlab.net.ConnectionLimit;
import socketlab.net.EventLoop;
import socketlab.net.Listener;
import socketlab.net.Workers;
import socketlab.protocol.SessionFactory;

/**
 * The roles a pattern connects: it asks for listeners, loops, readers and workers, and the server
 * keeps what it got. Used by one thread, while the server starts.
 */
public final class Wiring {
  private final ServerConfig config;
  private final SessionFactory sessions;
  private final ConnectionLimit limit;
  private final CompletableFuture<Throwable> failure;
  private final List<Integer> cpus;

  final List<Listener> listeners = new ArrayList<>();
  final List<EventLoop> loops = new ArrayList<>();
  BlockingReaders readers;
  Workers workers;

  Wiring(ServerConfig config, SessionFactory sessions, CompletableFuture<Throwable> failure) {
    this.config = config;
    this.sessions = sessions;
    this.failure = failure;
    limit =
        config.maxConnections() == 0
            ? ConnectionLimit.NONE
            : new ConnectionLimit(config.maxConnections());
    cpus = config.pin() ? Affinity.allowed() : List.of();
  }

  /** How many loops the pattern should have, where it has several. */
  public int threads() {
    return config.threads();
  }

  /** The one listener. */
  public Listener listen() throws IOException {
    Listener listener = Listener.open(config.address(), config.listen());
    listeners.add(listener);
    return listener;
  }

  /**
   * So many listeners on the one address, each with its own accept queue. When threads are pinned,
   * the kernel chooses by the processor the connection arrives on, which is the one its loop keeps
   * to.
   */
  public List<Listener> listenShards(int count) throws IOException {
    Listener first = Listener.open(config.address(), config.listen().withReusePort());
    listeners.add(first);
    for (int i = 1; i < count; i++) {
      listeners.add(first.another());
    }
    if (config.pin()) {
      SocketOptions.steerByCpu(first.descriptor(), count);
    }
    return List.copyOf(listeners);
  }

  /** A loop that runs its handlers itself. */
  public EventLoop loop(String role) throws IOException {
    return loop(role, SessionFactory.IN_PLACE);
  }

  /** A loop that gives complete messages to others. */
  public EventLoop loop(String role, Executor handlers) throws IOException {
    int number = (int) loops.stream().filter(l -> l.role().equals(role)).count();
    EventLoop loop = config.transport().open(loopConfig(role, number, cpu(loops.size()), handlers));
    loops.add(loop);
    return loop;
  }

  public List<EventLoop> loops(String role, int count) throws IOException {
    List<EventLoop> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(loop(role));
    }
    return made;
  }

  /** Gives each connection to one of the readers, as the server was told to balance. */
  public Consumer<Accepted> dealTo(List<EventLoop> readers) {
    return config.balance().dealTo(readers);
  }

  /** Threads that run handlers. */
  public Workers workerPool() {
    workers =
        new Workers(
            IntStream.range(0, config.workers()).mapToObj(i -> threadName("worker", i)).toList());
    return workers;
  }

  /** A thread for every connection, made by this builder. */
  public BlockingReaders blockingReaders(Thread.Builder builder) throws IOException {
    readers =
        new BlockingReaders(
            loopConfig("clock", 0, -1, SessionFactory.IN_PLACE),
            builder.name(threadName("reader", ""), 0));
    return readers;
  }

  private EventLoop.Config loopConfig(String role, int number, int cpu, Executor handlers) {
    return new EventLoop.Config(
        threadName(role, number),
        role,
        sessions,
        handlers,
        config.timeouts(),
        limit,
        cpu,
        config.problems(),
        failure::complete);
  }

  private String threadName(String role, Object number) {
    return "lab-" + config.pattern().id() + "-" + role + "-" + number;
  }

  /**
   * The processor of the n-th loop, or -1 for any: the one whose number the kernel's choice of a
   * shard comes out at, if there is such a one.
   */
  private int cpu(int n) {
    if (cpus.isEmpty()) {
      return -1;
    }
    return cpus.stream()
        .filter(cpu -> cpu % config.threads() == n)
        .findFirst()
        .orElse(cpus.get(n % cpus.size()));
  }
}
