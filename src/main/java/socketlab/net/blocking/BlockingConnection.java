// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import socketlab.net.blocking.ThreadActivity.Kind;
import socketlab.net.listen.Service;
import socketlab.net.loop.Counters;
import socketlab.protocol.Handlers;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.Timer;

/**
 * The blocking loop: one thread that reads, answers and writes one connection, and sleeps in the
 * kernel in between.
 *
 * <pre>
 *        ┌──────────▶ READING ── bytes, end ──▶ session ──▶ WRITING ──┐
 *        │               │                        │                    │
 *        │             woken                 answer owed               │
 *        │               ▼                        ▼                    │
 *        │      session, by a helper          WAITING ── woken ──▶ session
 *        └─────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>Whoever has something for the session (an answer, a timer, a deadline that has passed) wakes
 * it. Where its thread is blocked in a read, a helping thread comes to the session instead. So two
 * threads may, one at a time: the session's lock is free only while its own thread sleeps. A stop
 * wakes a reader by shutting the socket's receiving side, below the JDK, so that what has arrived
 * is still read first.
 */
final class BlockingConnection implements Peer {
  private static final int BUFFER_BYTES = 16 * 1024;

  /** Reads after which all has come that was there before the first: tcp_rmem holds 6 MiB. */
  private static final int MOST_READS = 512;

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final BlockingReaders readers;
  private final Service service;
  private final BlockingSocket socket;

  /** Held by whoever calls the session; shared with the connections that the session makes. */
  private final ReentrantLock lock;

  private final Counters counters = new Counters();
  private final ThreadActivity activity = new ThreadActivity();
  private final LockedSession session;
  private final ConnectionWatch watch;
  private final long number = NUMBERS.getAndIncrement();
  private Thread thread;
  private int readsSinceStop;

  BlockingConnection(
      BlockingReaders readers, Service service, SocketChannel channel, ReentrantLock lock) {
    this.readers = readers;
    this.service = service;
    this.lock = lock;
    socket = new BlockingSocket(channel);
    session = new LockedSession(readers, service, socket, activity, counters);
    watch = new ConnectionWatch(this, readers, service, socket, session, lock, activity);
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
    converse(_ -> {});
  }

  /**
   * The same of a connection that was made from here: the session may speak first.
   *
   * @param failed told when there is no session, and no connection any more
   */
  void converseFirst(Consumer<IOException> failed) {
    session.wake();
    converse(failed);
  }

  private void converse(Consumer<IOException> failed) {
    lock.lock();
    try {
      counters.opened();
      if (open(failed)) {
        goOn();
      }
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

  private boolean open(Consumer<IOException> failed) {
    IOException failure;
    try {
      socket.channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
      session.open(this);
      return true;
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException e) {
      readers.problem("no session for a connection, it is closed: " + e);
      failure = new IOException("no session for the connection", e);
    }
    socket.close();
    readers.tell(failed, failure);
    return false;
  }

  /** There is no connection; by whichever thread knows. */
  void fail(Consumer<IOException> failed, IOException e) {
    readers.notConnected(this);
    lock.lock();
    try {
      readers.tell(failed, e);
    } finally {
      lock.unlock();
    }
  }

  private void goOn() throws IOException {
    ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    while (!session.isOver()) {
      step(in);
    }
    if (session.mustLinger()) {
      linger(in);
    }
  }

  private void step(ByteBuffer in) throws IOException {
    if (session.wantsAttention()) {
      session.attend();
    } else if (session.isToBeStopped()) {
      readToStop(in);
    } else if (watch.isEndThere() && session.wantsInput()) {
      readThere(in);
    } else if (session.awaits() == Session.Awaits.ANSWER || !session.wantsInput()) {
      await();
      return;
    } else {
      readOnce(in);
    }
    session.answer();
  }

  private void readOnce(ByteBuffer in) throws IOException {
    activity.begin(Kind.READING);
    if (session.isWoken() || session.isToBeStopped()) {
      // That came before it could be seen that this thread reads.
      activity.begin(Kind.WORKING);
      return;
    }
    counters.systemCalls(1);
    int count;
    lock.unlock();
    try {
      count = socket.read(in);
    } finally {
      lock.lock();
    }
    if (session.isOver()) {
      // A helper was here meanwhile.
      session.ended(count);
      return;
    }
    activity.begin(Kind.WORKING);
    if (count < 0 && socket.isReadShut()) {
      session.stop();
    }
    session.take(in, count);
  }

  /**
   * The server stops: reads what has arrived, without waiting for more, and says so to the session.
   */
  private void readToStop(ByteBuffer in) throws IOException {
    int count = session.isInputEnded() ? 0 : readThere(in);
    if (count <= 0 || ++readsSinceStop >= MOST_READS) {
      session.stop();
    }
  }

  private int readThere(ByteBuffer in) throws IOException {
    counters.systemCalls(1);
    int count = socket.readThere(in);
    session.take(in, count);
    return count;
  }

  /** Sleeps until another thread has an answer, or the peer has ended. */
  private void await() throws ClosedChannelException {
    activity.begin(Kind.WAITING);
    boolean stops = session.isToBeStopped();
    boolean wantsInput = session.wantsInput();
    lock.unlock();
    try {
      while (!session.isWoken()
          && !stops
          && !(watch.isEndThere() && wantsInput)
          && socket.isOpen()) {
        LockSupport.park(this);
      }
    } finally {
      lock.lock();
    }
    activity.begin(Kind.WORKING);
    if (!socket.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  /** Reads past what the peer still sends, so that the last answer is not reset on its way. */
  private void linger(ByteBuffer in) throws IOException {
    beginLingering();
    lock.unlock();
    try {
      while (socket.read(in) > 0) {}
    } finally {
      lock.lock();
    }
  }

  private void beginLingering() throws IOException {
    if (!watch.isLingering()) {
      watch.linger();
      socket.sayAll();
    }
  }

  private void end() {
    socket.close();
    session.end();
    readers.forgetTimers(this);
    readers.ended(this);
  }

  // Other threads.

  /** No thread could be had for it. */
  void abandon() {
    counters.opened();
    end();
  }

  /** A timer of the session; called by the clock. */
  void due(Runnable timer) {
    session.due(timer);
    wake();
  }

  @Override
  public void wake() {
    if (!session.wake()) {
      return;
    }
    counters.wokenUp();
    if (activity.kind() == Kind.READING) {
      readers.help(this::attendBeside);
    } else {
      unpark();
    }
  }

  /** Has its thread look at why it waits. */
  void unpark() {
    LockSupport.unpark(thread);
  }

  /** By a helping thread, while the connection's own is blocked in a read. */
  private void attendBeside() {
    lock.lock();
    try {
      while (session.isWoken()
          && activity.kind() == Kind.READING
          && socket.isOpen()
          && !session.isOver()) {
        session.attend();
        session.answer();
        if (session.isOver()) {
          endBeside();
        } else {
          // Seen before the next look: who wakes it now is either seen here or sees this.
          activity.begin(Kind.READING);
        }
      }
      // Its own thread may have left the read meanwhile, and wait for what this one was called for.
      unpark();
    } catch (IOException e) {
      cutOff();
    } catch (RuntimeException e) {
      broken(e);
    } finally {
      lock.unlock();
    }
  }

  /** The session is over, and its thread reads: it goes on with that, or is woken by the close. */
  private void endBeside() throws IOException {
    if (session.mustLinger()) {
      beginLingering();
    } else {
      socket.close();
    }
  }

  /** Looks at it from outside. */
  ConnectionWatch watch() {
    return watch;
  }

  /** Its session has failed, in another thread than its own. */
  void broken(RuntimeException e) {
    readers.problem("a session failed, its connection is closed: " + e);
    cutOff();
  }

  /** The time is up. */
  void cutOff() {
    socket.close();
    thread.interrupt();
  }

  /**
   * True where a cut-off now costs the peer something: not what lingers, nor a connect under way.
   */
  boolean isInFlight() {
    return activity.kind() != Kind.LINGERING && counters.read().open() > 0;
  }

  /** Waits for the thread's end; false when it did not come in time. */
  boolean join(long nanos) throws InterruptedException {
    return thread.getState() != Thread.State.NEW
        && thread.join(Duration.ofNanos(Math.max(1, nanos)));
  }

  // What a session may ask for.

  @Override
  public Executor owner() {
    return readers.owner();
  }

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
    return socket.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    return socket.remoteAddress();
  }

  @Override
  public int descriptor() {
    return socket.descriptor();
  }
}
