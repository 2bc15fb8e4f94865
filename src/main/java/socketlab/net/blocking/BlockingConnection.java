// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.Shutdown;
import socketlab.linux.socket.SocketEnds;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.net.loop.Counters;
import socketlab.net.loop.Lingering;
import socketlab.net.nio.ChannelAccepted;
import socketlab.protocol.Conversation;
import socketlab.protocol.Handlers;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.Timer;

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
 * first. A session that is woken while its thread is blocked in a read is resumed by a helping
 * thread. So two threads may come to a session, one at a time: its lock is free only while its own
 * thread sleeps.
 */
final class BlockingConnection implements Peer {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int SLICE_BYTES = 64 * 1024;

  /** Bytes that TCP sends without having heard of the peer: its first window, RFC 6928. */
  private static final int FIRST_WINDOW = 14_600;

  /** Reads after which all has come that was there before the first: tcp_rmem holds 6 MiB. */
  private static final int MOST_READS = 512;

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
  private final Service service;
  private final SocketChannel channel;

  /** Held by whoever calls the session; shared with the connections that the session makes. */
  private final ReentrantLock lock;

  private final Conversation conversation = new Conversation();
  private final Counters counters = new Counters();
  private final long number = NUMBERS.getAndIncrement();
  private final Output out = new Output(1024);
  private Thread thread;
  private int readsSinceStop;
  private int charged;
  private boolean sentMuch;
  private boolean endSent;
  private boolean overloaded;

  private volatile State state = State.WORKING;
  private volatile long stateSince;
  private volatile boolean woken;
  private volatile boolean late;
  private volatile Lingering lingering;

  /** The receiving side was shut from here, so its end is not the peer's. */
  private volatile boolean readShut;

  BlockingConnection(
      BlockingReaders readers, Service service, SocketChannel channel, ReentrantLock lock) {
    this.readers = readers;
    this.service = service;
    this.channel = channel;
    this.lock = lock;
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

  Service service() {
    return service;
  }

  // The connection's own thread.

  /** The whole of an accepted connection: the peer speaks first. */
  void converse() {
    lock.lock();
    try {
      counters.opened();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      conversation.open(service.sessions().open(this));
      goOn();
    } catch (IOException e) {
      // Reset, or closed to cut it off: nobody is left to be answered.
    } catch (RuntimeException e) {
      readers.problem("a session failed, its connection is closed: " + e);
    } catch (Throwable e) {
      readers.failed(e);
    } finally {
      end();
      lock.unlock();
    }
  }

  /** The same of a connection that was made from here: the session may speak first. */
  void converseFirst() {
    woken = true;
    converse();
  }

  private void goOn() throws IOException {
    ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    while (!isOver()) {
      step(in);
    }
    boolean mayBeLost =
        overloaded
            || sentMuch
            || conversation.state() == Session.State.TURNED_AWAY
            || conversation.holdsInput();
    if (mayBeLost && !conversation.isInputEnded()) {
      linger(in);
    }
  }

  private boolean isOver() {
    return overloaded || conversation.state().isLast();
  }

  private void step(ByteBuffer in) throws IOException {
    if (woken || conversation.wantsDrain()) {
      woken = false;
      conversation.resumed(out);
    } else if (conversation.awaits() == Session.Awaits.ANSWER || !conversation.wantsInput(out)) {
      await();
      return;
    } else if (readers.isStopping() && !conversation.isStopTold()) {
      readAllThere(in);
    } else {
      readOnce(in);
    }
    answer();
  }

  /** Sends what the session wrote, however long the peer takes. */
  private void answer() throws IOException {
    int taken = conversation.taken();
    if (taken > 0) {
      counters.requests(taken);
    }
    if (!charge(conversation.kept())) {
      conversation.overloaded(out);
      charge(conversation.kept());
      overloaded = true;
    }
    write();
    if (conversation.state() == Session.State.SAID_ALL && !endSent) {
      endSent = true;
      channel.shutdownOutput();
    }
  }

  private boolean charge(int keeps) {
    int more = keeps - charged;
    charged = keeps;
    return more == 0 || service.budget().change(more);
  }

  private void write() throws IOException {
    if (out.isEmpty()) {
      return;
    }
    sentMuch |= out.size() > FIRST_WINDOW;
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

  private void readOnce(ByteBuffer in) throws IOException {
    state(State.READING);
    if (woken || readers.isStopping() && !conversation.isStopTold()) {
      // That came before it could be seen that this thread reads.
      state(State.WORKING);
      return;
    }
    counters.systemCalls(1);
    int count;
    lock.unlock();
    try {
      count = channel.read(in.clear());
    } finally {
      lock.lock();
    }
    state(State.WORKING);
    if (count > 0) {
      take(in, count);
    } else if (late) {
      conversation.timedOut(out);
    } else if (readShut && readers.isStopping()) {
      conversation.stop(out);
      conversation.inputEnded(out);
    } else if (!isOver()) {
      conversation.inputEnded(out);
    }
  }

  private void take(ByteBuffer in, int count) {
    counters.bytesIn(count);
    conversation.received(in.array(), 0, count, out);
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
      conversation.inputEnded(out);
    }
    if (count <= 0 || ++readsSinceStop >= MOST_READS) {
      conversation.stop(out);
    }
  }

  /** Sleeps until another thread has an answer. */
  private void await() throws ClosedChannelException {
    state(State.WAITING);
    lock.unlock();
    try {
      while (!woken && channel.isOpen()) {
        LockSupport.park(this);
      }
    } finally {
      lock.lock();
    }
    state(State.WORKING);
    if (!woken && !isOver()) {
      throw new ClosedChannelException();
    }
  }

  /** Reads past what the peer still sends, so that the last answer is not reset on its way. */
  private void linger(ByteBuffer in) throws IOException {
    lingering = new Lingering(System.nanoTime(), service.stallNanos());
    state(State.LINGERING);
    if (!endSent) {
      channel.shutdownOutput();
    }
    lock.unlock();
    try {
      while (channel.read(in.clear()) > 0) {}
    } finally {
      lock.lock();
    }
  }

  private void end() {
    synchronized (channel) {
      ChannelAccepted.close(channel);
    }
    charge(0);
    counters.closed();
    readers.forgetTimers(this);
    try {
      conversation.closed();
    } catch (RuntimeException e) {
      readers.problem("a session failed at its end: " + e);
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

  @Override
  public void wake() {
    woken = true;
    counters.wokenUp();
    if (state == State.READING) {
      readers.help(() -> beside(() -> {}));
    } else {
      LockSupport.unpark(thread);
    }
  }

  /**
   * By a helping thread: does something for the session, and has it go on, while its own sleeps.
   */
  void beside(Runnable first) {
    lock.lock();
    try {
      if (!channel.isOpen() || isOver()) {
        return;
      }
      first.run();
      if (state == State.READING) {
        woken = false;
        conversation.resumed(out);
        answer();
        state(State.READING);
        if (isOver()) {
          shutRead();
        }
      } else {
        woken = true;
        LockSupport.unpark(thread);
      }
    } catch (IOException e) {
      cutOff();
    } catch (RuntimeException e) {
      readers.problem("a session failed, its connection is closed: " + e);
      cutOff();
    } finally {
      lock.unlock();
    }
  }

  /** Called by the clock. */
  void checkTime(long now) {
    switch (state) {
      case READING -> {
        // The lock is free while it reads; where it is not, somebody is at work and it is not late.
        if (lock.tryLock()) {
          try {
            long deadline = conversation.deadline();
            if (state == State.READING && deadline != Session.NEVER && now - deadline > 0) {
              late = true;
              shutRead();
            }
          } finally {
            lock.unlock();
          }
        }
      }
      case WRITING -> {
        if (now - stateSince > service.stallNanos()) {
          cutOff();
        }
      }
      case LINGERING -> {
        if (lingering.isOver(now, unacknowledged())) {
          cutOff();
        }
      }
      case WORKING, WAITING -> {}
    }
  }

  /**
   * The server stops. A reader in the middle of a message goes on; one that waits for the next,
   * ends.
   */
  void stop() {
    // The state first: what its thread wrote before is seen only then.
    if (state == State.READING && lock.tryLock()) {
      try {
        if (state == State.READING && conversation.awaits() == Session.Awaits.MESSAGE) {
          shutRead();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Wakes a thread that is blocked in a read; it still gets what has arrived. */
  private void shutRead() {
    readShut = true;
    synchronized (channel) {
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
  }

  /** The time is up. */
  void cutOff() {
    synchronized (channel) {
      ChannelAccepted.close(channel);
    }
    thread.interrupt();
  }

  boolean wasLingering() {
    return state == State.LINGERING;
  }

  /** Waits for the thread's end; false when it did not come in time. */
  boolean join(long nanos) throws InterruptedException {
    return thread.getState() != Thread.State.NEW
        && thread.join(Duration.ofNanos(Math.max(1, nanos)));
  }

  // What a session may ask for.

  @Override
  public Handlers handlers() {
    return readers.handlers();
  }

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public Timer timer(Runnable action) {
    return readers.timer(this, action);
  }

  @Override
  public Attempt connect(Outgoing to) {
    return readers.connect(to, lock);
  }

  @Override
  public SocketAddress localAddress() {
    try {
      return channel.getLocalAddress();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public SocketAddress remoteAddress() {
    try {
      return channel.getRemoteAddress();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public int descriptor() {
    return Descriptors.availability().isAvailable() && channel.isOpen()
        ? Descriptors.of(channel)
        : -1;
  }

  private int unacknowledged() {
    synchronized (channel) {
      int fd = descriptor();
      return fd < 0 ? -1 : SocketEnds.unacknowledged(fd);
    }
  }
}
