// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import socketlab.linux.libc.NativeException;
import socketlab.linux.process.Affinity;
import socketlab.linux.socket.SocketOptions;
import socketlab.net.blocking.BlockingReaders;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.net.loop.EventLoop;
import socketlab.net.loop.Part;
import socketlab.net.work.Workers;
import socketlab.protocol.Handlers;

/**
 * The roles a pattern connects: it asks for listeners, loops, readers and workers, and the server
 * keeps what it got as {@linkplain Part parts}. Used by one thread, while the server starts.
 */
public final class Wiring {
  private final ServerConfig config;

  /** What is offered, in the order of {@link ServerConfig#listening}. */
  private final List<Service> services;

  private final CompletableFuture<Throwable> failure;
  private final List<Integer> cpus;
  private int loops;

  final List<Listener> listeners = new ArrayList<>();
  final List<Part> parts = new ArrayList<>();

  Wiring(ServerConfig config, List<Service> services, CompletableFuture<Throwable> failure) {
    this.config = config;
    this.services = services;
    this.failure = failure;
    cpus = config.pin() ? allowedCpus() : List.of();
  }

  private static List<Integer> allowedCpus() {
    List<Integer> allowed = Affinity.allowed();
    try {
      // Changes nothing, but fails here and now where threads may not be pinned.
      Affinity.allow(allowed);
    } catch (NativeException e) {
      throw new IllegalArgumentException(
          "threads may not be pinned here (" + e.call() + "); leave out --pin", e);
    }
    return allowed;
  }

  /** How many loops the pattern should have, where it has several. */
  public int threads() {
    return config.threads();
  }

  /** The listeners, one for each service. */
  public List<Listener> listen() throws IOException {
    List<Listener> opened = new ArrayList<>();
    for (int i = 0; i < services.size(); i++) {
      ServerConfig.Listening at = config.listening().get(i);
      opened.add(keep(Listener.open(at.address(), at.options(), services.get(i))));
    }
    return opened;
  }

  /**
   * So many times the listeners on the same addresses, each with its own accept queue. When threads
   * are pinned, the kernel chooses by the processor the connection arrives on, which is the one its
   * loop keeps to.
   */
  public List<List<Listener>> listenShards(int count) throws IOException {
    List<List<Listener>> shards =
        IntStream.range(0, count).<List<Listener>>mapToObj(_ -> new ArrayList<>()).toList();
    for (int i = 0; i < services.size(); i++) {
      ServerConfig.Listening at = config.listening().get(i);
      Listener first =
          keep(Listener.open(at.address(), at.options().withReusePort(), services.get(i)));
      shards.getFirst().add(first);
      for (int shard = 1; shard < count; shard++) {
        shards.get(shard).add(keep(first.another()));
      }
      if (config.pin()) {
        SocketOptions.steerByCpu(first.descriptor(), count);
      }
    }
    return shards;
  }

  private Listener keep(Listener listener) {
    listeners.add(listener);
    return listener;
  }

  /** A loop that runs its handlers itself. */
  public EventLoop loop(String role) throws IOException {
    return loop(role, Handlers.IN_PLACE);
  }

  /** A loop that gives complete messages to others. */
  public EventLoop loop(String role, Handlers handlers) throws IOException {
    int number = (int) parts.stream().filter(p -> isLoop(p, role)).count();
    EventLoop loop = config.transport().open(loopConfig(role, number, cpu(loops++), handlers));
    parts.add(loop);
    return loop;
  }

  private static boolean isLoop(Part part, String role) {
    return part instanceof EventLoop loop && loop.role().equals(role);
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
    List<String> names =
        IntStream.range(0, config.workers()).mapToObj(i -> threadName("worker", i)).toList();
    Workers workers = new Workers(names, config.workerQueue());
    parts.add(workers);
    return workers;
  }

  /** A thread for every connection, made by this builder. */
  public BlockingReaders blockingReaders(Thread.Builder builder) throws IOException {
    BlockingReaders readers =
        new BlockingReaders(
            loopConfig("clock", 0, -1, Handlers.IN_PLACE),
            builder.name(threadName("reader", ""), 0));
    parts.add(readers);
    return readers;
  }

  private EventLoop.Config loopConfig(String role, int number, int cpu, Handlers handlers) {
    return new EventLoop.Config(
        threadName(role, number),
        role,
        handlers,
        config.tickNanos(),
        config.stall().toNanos(),
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
