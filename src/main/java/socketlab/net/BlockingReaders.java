// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread a connection, each in the {@linkplain BlockingConnection blocking loop}; and one
 * thread beside them that has the clock, since a thread blocked in a read cannot look at one.
 *
 * <p>Thread contract: any thread may call any method; {@link #adopt} is called by the acceptor.
 */
public final class BlockingReaders {
  private final EventLoop.Config config;
  private final Thread.Builder builder;
  private final Set<BlockingConnection> connections = ConcurrentHashMap.newKeySet();
  private final Counters gone = new Counters();
  private final Thread clock;
  private volatile boolean stopping;
  private boolean noThreads;

  /** One reader thread, or all that have ended, and what they have counted. */
  public record Reader(String name, Counters.Snapshot counters) {}

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
    clock = new Thread(this::clock, config.name());
    clock.setDaemon(true);
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

  public void start() {
    clock.start();
  }

  /** Starts a thread that reads this connection until it ends. */
  public void adopt(Accepted accepted) {
    SocketChannel channel = ((NioAccepted) accepted).channel();
    BlockingConnection connection = new BlockingConnection(this, config, channel);
    connection.runBy(builder.unstarted(connection::converse));
    connections.add(connection);
    try {
      connection.start();
      noThreads = false;
    } catch (OutOfMemoryError e) {
      // pthread_create said EAGAIN; what runs goes on, this one peer is turned away.
      if (!noThreads) {
        noThreads = true;
        config
            .problems()
            .accept(
                "no more threads (" + e.getMessage() + "); raise ulimit -u or kernel.threads-max");
      }
      connection.abandon();
    }
  }

  boolean isStopping() {
    return stopping;
  }

  /** The last word of a connection's thread. */
  void ended(BlockingConnection connection) {
    synchronized (gone) {
      connections.remove(connection);
      gone.add(connection.counters());
    }
    config.limit().release();
  }

  /**
   * What the threads have counted: those that run, by number, and behind them one entry for all
   * that have ended.
   *
   * @param most entries for threads that run; the others are added up in one
   */
  public List<Reader> read(int most) {
    List<Reader> readers = new ArrayList<>();
    List<BlockingConnection> running;
    Counters.Snapshot others;
    synchronized (gone) {
      running = new ArrayList<>(connections);
      others = gone.read();
    }
    running.sort(Comparator.comparingLong(BlockingConnection::number));
    for (BlockingConnection connection : running) {
      if (readers.size() < most) {
        readers.add(new Reader(connection.name(), connection.counters().read()));
      } else {
        others = others.plus(connection.counters().read());
      }
    }
    readers.add(new Reader("(ended, or beyond " + most + ")", others));
    return readers;
  }

  /** Looks at every connection from time to time, and lets a late one's thread know. */
  private void clock() {
    long tick = config.timeouts().tick();
    try {
      while (!Thread.interrupted()) {
        LockSupport.parkNanos(tick);
        long now = System.nanoTime();
        for (BlockingConnection connection : connections) {
          connection.checkTime(now);
        }
      }
    } catch (Throwable e) {
      // Without a clock no limit is kept.
      config.failed().accept(e);
    }
  }

  /** Lets every connection finish what has arrived; those that wait for a request end. */
  public void drain() {
    stopping = true;
    for (BlockingConnection connection : connections) {
      connection.stop();
    }
  }

  /**
   * Waits for the threads' end, and closes the connections that are left at the deadline.
   *
   * @return connections that were cut off
   */
  public int join(long deadline) throws InterruptedException {
    while (!connections.isEmpty() && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    List<BlockingConnection> late = new ArrayList<>(connections);
    for (BlockingConnection connection : late) {
      connection.cutOff();
    }
    for (BlockingConnection connection : late) {
      if (!connection.join(TimeUnit.MILLISECONDS.toNanos(500))) {
        config.problems().accept(connection.name() + " is held by a handler and was left behind");
      }
    }
    clock.interrupt();
    clock.join();
    return (int) late.stream().filter(c -> !c.wasLingering()).count();
  }
}
