// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import socketlab.linux.socket.Shutdown;
import socketlab.protocol.Output;
import socketlab.protocol.Phase;

/**
 * The blocking loop: one thread that reads, answers and writes one connection, and sleeps in the
 * kernel in between.
 *
 * <pre>
 *        ┌──────────▶ READING ── bytes ──▶ session ──▶ WRITING ──┐
 *        │               │                    │                   │
 *        │          end or late           answer owed             │
 *        │               ▼                    ▼                   │
 *        │            session            WAITING ── woken ──▶ session
 *        └────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>The clock and a stop come from other threads: they see {@link State}, and wake a reader by
 * shutting the socket's receiving side, below the JDK, so that what has arrived is still read
 * first.
 */
final class BlockingConnection extends Connection {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int SLICE_BYTES = 64 * 1024;

  /** Reads after which all has come that was there before the first: tcp_rmem holds 6 MiB. */
  private static final int MOST_READS = 512;

  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final AtomicLong NUMBERS = new AtomicLong();

  /** What the thread is blocked in, for the eyes of others. */
  private enum State {
    WORKING,
    READING,
    WRITING,
    WAITING,
    LINGERING
  }

  private final BlockingReaders readers;
  private final EventLoop.Config config;
  private final SocketChannel channel;
  private final Counters counters = new Counters();
  private final long number = NUMBERS.getAndIncrement();
  private final Output out = new Output(1024);
  private Thread thread;
  private int readsSinceStop;

  private volatile State state = State.WORKING;
  private volatile long stateSince;
  private volatile boolean woken;
  private volatile boolean late;

  /** The receiving side was shut from here, so its end is not the peer's. */
  private volatile boolean readShut;

  BlockingConnection(BlockingReaders readers, EventLoop.Config config, SocketChannel channel) {
    this.readers = readers;
    this.config = config;
    this.channel = channel;
  }

  /** Before anybody else sees it. */
  void runBy(Thread unstarted) {
    thread = unstarted;
  }

  void start() {
    thread.start();
  }

  String name() {
    return thread.getName();
  }

  long number() {
    return number;
  }

  Counters counters() {
    return counters;
  }

  // The connection's own thread.

  void converse() {
    counters.opened();
    try {
      open(config.sessions().open(config.handlers(), this), System.nanoTime());
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
      while (!phase().isLast()) {
        step(in);
      }
      if (hasUnread() && !isInputEnded()) {
        linger(in);
      }
    } catch (IOException e) {
      // Reset, or closed to cut it off: nobody is left to be answered.
    } catch (RuntimeException e) {
      config.problems().accept("a session failed, its connection is closed: " + e);
    } catch (Throwable e) {
      config.failed().accept(e);
    } finally {
      end();
    }
  }

  private void step(ByteBuffer in) throws IOException {
    if (woken || wantsDrain()) {
      woken = false;
      resumed(out);
    } else if (phase() == Phase.BUSY || !wantsInput(out)) {
      await();
      return;
    } else if (readers.isStopping() && !isStopTold()) {
      readAllThere(in);
    } else {
      readOnce(in);
    }
    tellEnd(out);
    answer();
  }

  /** Sends what the session wrote, however long the peer takes. */
  private void answer() throws IOException {
    int taken = observe(System.nanoTime());
    if (taken > 0) {
      counters.requests(taken);
    }
    if (!out.isEmpty()) {
      state(State.WRITING);
      while (!out.isEmpty()) {
        // In slices: a blocked write tells nobody how far it came, and a peer that takes a slice
        // in time is not late.
        int count = Math.min(out.size(), SLICE_BYTES);
        counters.systemCalls(1);
        int sent = channel.write(ByteBuffer.wrap(out.array(), out.offset(), count));
        out.sent(sent);
        counters.bytesOut(sent);
        state(State.WRITING);
      }
      state(State.WORKING);
    }
  }

  private void readOnce(ByteBuffer in) throws IOException {
    state(State.READING);
    if (readers.isStopping() && !isStopTold()) {
      // The stop came before it could see that this thread reads.
      state(State.WORKING);
      return;
    }
    counters.systemCalls(1);
    int count = channel.read(in.clear());
    state(State.WORKING);
    if (count > 0) {
      take(in, count);
    } else if (late) {
      timedOut(out);
    } else if (readShut && readers.isStopping()) {
      tellStop(out);
      inputEnded();
    } else {
      inputEnded();
    }
  }

  private void take(ByteBuffer in, int count) {
    counters.bytesIn(count);
    received(in.array(), 0, count, out);
  }

  /**
   * The server stops: reads what has arrived, without waiting for more, and says so to the session.
   */
  private void readAllThere(ByteBuffer in) throws IOException {
    channel.configureBlocking(false);
    counters.systemCalls(1);
    int count = channel.read(in.clear());
    channel.configureBlocking(true);
    if (count > 0) {
      take(in, count);
    } else if (count < 0) {
      inputEnded();
    }
    if (count <= 0 || ++readsSinceStop >= MOST_READS) {
      tellStop(out);
    }
  }

  /** Sleeps until another thread has an answer. */
  private void await() throws ClosedChannelException {
    state(State.WAITING);
    while (!woken && channel.isOpen()) {
      LockSupport.park(this);
    }
    state(State.WORKING);
    if (!woken) {
      throw new ClosedChannelException();
    }
  }

  /** Reads past what the peer still sends, so that the last answer is not reset on its way. */
  private void linger(ByteBuffer in) throws IOException {
    state(State.LINGERING);
    channel.shutdownOutput();
    while (channel.read(in.clear()) > 0) {}
  }

  private void end() {
    synchronized (this) {
      NioAccepted.close(channel);
    }
    counters.closed();
    try {
      sessionClosed();
    } catch (RuntimeException e) {
      config.problems().accept("a session failed at its end: " + e);
    }
    readers.ended(this);
  }

  private void state(State now) {
    stateSince = System.nanoTime();
    state = now;
  }

  // Other threads.

  /** No thread could be had for it. */
  void abandon() {
    counters.opened();
    end();
  }

  /** Wakes the session: an answer has become ready. */
  @Override
  public void run() {
    woken = true;
    counters.wokenUp();
    LockSupport.unpark(thread);
  }

  @Override
  void perform() {
    throw new UnsupportedOperationException("no loop has this connection");
  }

  /** Called by the clock. */
  void checkTime(long now) {
    switch (state) {
      case READING -> {
        if (isLate(now, config.timeouts())) {
          late = true;
          shutRead();
        }
      }
      case WRITING -> {
        if (now - stateSince > config.timeouts().idle().toNanos()) {
          cutOff();
        }
      }
      case LINGERING -> {
        if (now - stateSince > LINGER_NANOS) {
          cutOff();
        }
      }
      case WORKING, WAITING -> {}
    }
  }

  /**
   * The server stops. A reader in the middle of a request goes on; one that waits for the next,
   * ends.
   */
  void stop() {
    // The state first: what its thread wrote before is seen only then.
    if (state == State.READING && (phase() == Phase.IDLE || phase() == Phase.NEW)) {
      shutRead();
    }
  }

  /** Wakes a thread that is blocked in a read; it still gets what has arrived. */
  private synchronized void shutRead() {
    readShut = true;
    if (!channel.isOpen()) {
      return;
    }
    try {
      if (Listener.queueAvailability().isAvailable()) {
        Shutdown.read(channel);
      } else {
        channel.shutdownInput();
      }
    } catch (IOException | RuntimeException e) {
      // Not connected any more: the read has ended by itself.
    }
  }

  /** The time is up. */
  synchronized void cutOff() {
    NioAccepted.close(channel);
    thread.interrupt();
  }

  boolean wasLingering() {
    return state == State.LINGERING;
  }

  /** Waits for the thread's end; false when it did not come in time. */
  boolean join(long nanos) throws InterruptedException {
    return thread.join(java.time.Duration.ofNanos(nanos));
  }
}
