// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.Service;
import socketlab.net.loop.Counters;
import socketlab.net.loop.EventLoop;
import socketlab.net.loop.Part;
import socketlab.net.nio.ChannelAccepted;
import socketlab.protocol.Handlers;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Timer;

/**
 * One thread a connection, each in the {@linkplain BlockingConnection blocking loop}; and one
 * {@linkplain BlockingClock clock} for all.
 *
 * <p>Any thread may call {@link #adopt} and {@link #stats}; starting and stopping is for one.
 */
public final class BlockingReaders implements Part {
  /** Threads that {@link #stats} tells one by one. */
  private static final int TOLD = 64;

  /** From one look at those that wait to the next: so late it is seen that a peer has left. */
  private static final long MOST_TICK = TimeUnit.MILLISECONDS.toNanos(200);

  private final EventLoop.Config config;
  private final Thread.Builder builder;
  private final Set<BlockingConnection> connections = ConcurrentHashMap.newKeySet();
  private final Counters gone = new Counters();
  private final BlockingClock clock;
  private final Executor owner = this::help;
  private volatile boolean stopping;
  private volatile boolean ended;
  private long drainUntil;

  /** Those that were cut off, and how many of them had not come to their own end. */
  private final List<BlockingConnection> late = new ArrayList<>();

  private int cut;
  private boolean noThreads;

  /**
   * @param config as for a loop; its name is that of the clock's thread
   * @param builder makes the threads, and names them
   */
  public BlockingReaders(EventLoop.Config config, Thread.Builder builder) throws IOException {
    if (builder instanceof Thread.Builder.OfVirtual) {
      makePoller();
    }
    this.config = config;
    this.builder = builder;
    long tickNanos = Math.min(config.tickNanos(), MOST_TICK);
    clock = new BlockingClock(config.name(), tickNanos, this::look, config.failed());
  }

  /**
   * The JDK makes the poller of virtual threads when one first waits for a socket. That may be when
   * there are no descriptors left, and there is no second try: so one waits now, for a millisecond.
   */
  private static void makePoller() throws IOException {
    FutureTask<Void> waiting =
        new FutureTask<>(
            () -> {
              try (DatagramSocket nobody =
                  new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                nobody.setSoTimeout(1);
                nobody.receive(new DatagramPacket(new byte[1], 1));
              } catch (SocketTimeoutException e) {
                // As meant.
              }
              return null;
            });
    Thread.ofVirtual().start(waiting);
    try {
      waiting.get();
    } catch (ExecutionException e) {
      throw new IOException("virtual threads cannot wait for sockets", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void start() {
    clock.start();
  }

  /** Starts a thread that reads this connection until it ends. */
  public void adopt(Accepted accepted) {
    SocketChannel channel = ((ChannelAccepted) accepted).channel();
    BlockingConnection connection =
        new BlockingConnection(this, accepted.service(), channel, new ReentrantLock());
    connection.runBy(builder.unstarted(connection::converse));
    run(connection);
  }

  private boolean run(BlockingConnection connection) {
    connections.add(connection);
    try {
      connection.start();
      noThreads = false;
      return true;
    } catch (OutOfMemoryError e) {
      // pthread_create said EAGAIN; what runs goes on, this one peer is turned away.
      if (!noThreads) {
        noThreads = true;
        problem("no more threads (" + e.getMessage() + "); raise ulimit -u or kernel.threads-max");
      }
      connection.abandon();
      return false;
    }
  }

  /** Connects in a thread of its own. */
  Peer.Attempt connect(Outgoing to, ReentrantLock lock) {
    BlockingConnecting connecting;
    try {
      if (ended) {
        throw new ClosedChannelException();
      }
      connecting = new BlockingConnecting(this, to);
    } catch (IOException e) {
      help(() -> tell(to, e, lock));
      return () -> {};
    }
    BlockingConnection connection =
        new BlockingConnection(
            this, Service.outgoing(to.sessions(), config.stallNanos()), connecting.channel(), lock);
    connecting.becomes(connection);
    connection.runBy(builder.unstarted(connecting));
    if (!run(connection)) {
      help(() -> tell(to, new IOException("no thread for the connection"), lock));
    }
    return connecting;
  }

  private void tell(Outgoing to, IOException e, ReentrantLock lock) {
    lock.lock();
    try {
      tell(to.failed(), e);
    } finally {
      lock.unlock();
    }
  }

  /** Tells whoever asked for a connection that there is none; the caller has the session's lock. */
  void tell(Consumer<IOException> failed, IOException e) {
    try {
      failed.accept(e);
    } catch (RuntimeException fault) {
      problem("a session failed when it was told that it has no connection: " + fault);
    }
  }

  /** There is no connection, and its thread ends. */
  void notConnected(BlockingConnection connection) {
    connections.remove(connection);
  }

  /** Does something in a thread of its own, which may wait for a session's lock. */
  void help(Runnable task) {
    Thread.ofVirtual().name(config.name() + "-help").start(task);
  }

  /** What all its connections have in common. */
  Executor owner() {
    return owner;
  }

  Timer timer(BlockingConnection connection, Runnable action) {
    return clock.timer(connection, action);
  }

  void forgetTimers(BlockingConnection connection) {
    clock.forget(connection);
  }

  Handlers handlers() {
    return config.handlers();
  }

  boolean isStopping() {
    return stopping;
  }

  void problem(String line) {
    config.problems().accept(line);
  }

  void failed(Throwable e) {
    config.failed().accept(e);
  }

  /** The last word of a connection's thread. */
  void ended(BlockingConnection connection) {
    synchronized (gone) {
      connections.remove(connection);
      gone.add(connection.counters());
    }
    connection.service().limit().release();
  }

  /** The threads that run, by number, and behind them one entry for all that have ended. */
  @Override
  public List<ThreadStats> stats() {
    List<ThreadStats> told = new ArrayList<>();
    List<BlockingConnection> running;
    Counters.Snapshot others;
    synchronized (gone) {
      running = new ArrayList<>(connections);
      others = gone.read();
    }
    running.sort(Comparator.comparingLong(BlockingConnection::number));
    for (BlockingConnection connection : running) {
      if (told.size() < TOLD) {
        told.add(new ThreadStats(connection.name(), "reader", connection.counters().read()));
      } else {
        others = others.plus(connection.counters().read());
      }
    }
    told.add(new ThreadStats("(ended, or beyond " + TOLD + ")", "reader", others));
    return told;
  }

  private void look(long now) {
    for (BlockingConnection connection : connections) {
      connection.watch().look(now);
    }
  }

  /** Lets every connection finish what has arrived; those that wait for a message end. */
  @Override
  public void drain(long deadline) {
    drainUntil = deadline;
    stopping = true;
    for (BlockingConnection connection : connections) {
      connection.watch().stop();
    }
  }

  /** At the deadline it closes the connections that are left. */
  @Override
  public boolean awaitEnd(long until) throws InterruptedException {
    while (!connections.isEmpty() && System.nanoTime() - drainUntil < 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    ended = true;
    for (BlockingConnection connection : new ArrayList<>(connections)) {
      cut += connection.isInFlight() ? 1 : 0;
      connection.cutOff();
      late.add(connection);
    }
    return late.stream().allMatch(connection -> ended(connection, until));
  }

  private static boolean ended(BlockingConnection connection, long until) {
    try {
      return connection.join(until - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public int join(long until) throws InterruptedException {
    long held = late.stream().filter(connection -> !ended(connection, until)).count();
    if (held > 0) {
      problem(held + " connections of " + config.name() + " are held by handlers and were left");
    }
    clock.stop();
    return cut;
  }
}
