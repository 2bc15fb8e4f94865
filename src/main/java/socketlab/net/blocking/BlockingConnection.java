// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import socketlab.net.listen.Service;
import socketlab.net.loop.Counters;
import socketlab.net.loop.Lingering;
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
  private final BlockingSocket socket;

  /** Held by whoever calls the session; shared with the connections that the session makes. */
  private final ReentrantLock lock;

  private final Conversation conversation = new Conversation();
  private final Counters counters = new Counters();
  private final long number = NUMBERS.getAndIncrement();
  private final Output out = new Output(1024);

  /** Timers that are due, in their order. */
  private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean woken = new AtomicBoolean();
  private Thread thread;
  private int readsSinceStop;
  private int charged;
  private boolean sentMuch;
  private volatile boolean endSent;
  private boolean overloaded;

  /** The peer's end has been read. */
  private boolean peerEnded;

  private volatile State state = State.WORKING;
  private volatile long stateSince;
  private volatile Lingering lingering;

  /** While its thread waited for an answer, the clock saw that the peer has ended. */
  private volatile boolean endIsThere;

  /** The receiving side was shut from here, so its end is not the peer's. */
  private volatile boolean readShut;

  BlockingConnection(
      BlockingReaders readers, Service service, SocketChannel channel, ReentrantLock lock) {
    this.readers = readers;
    this.service = service;
    this.socket = new BlockingSocket(channel);
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
    converse(_ -> {});
  }

  /**
   * The same of a connection that was made from here: the session may speak first.
   *
   * @param failed told when there is no session, and no connection any more
   */
  void converseFirst(Consumer<IOException> failed) {
    woken.set(true);
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
      conversation.open(Objects.requireNonNull(service.sessions().open(this), "a session"));
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
    while (!isOver()) {
      step(in);
    }
    if (mustLinger()) {
      linger(in);
    }
  }

  private boolean isOver() {
    return overloaded || conversation.state().isLast();
  }

  /** True where a close could cost the peer the last answer: RFC 9112 section 9.6. */
  private boolean mustLinger() {
    boolean mayBeLost =
        overloaded
            || sentMuch
            || conversation.state() == Session.State.TURNED_AWAY
            || conversation.holdsInput();
    // Behind a shut of our own there is nothing to be read, and what comes resets the connection.
    return mayBeLost && !peerEnded && !readShut;
  }

  private void step(ByteBuffer in) throws IOException {
    if (woken.get() || conversation.wantsDrain()) {
      attend();
    } else if (isToBeStopped()) {
      readToStop(in);
    } else if (endIsThere && conversation.wantsInput(out)) {
      readThere(in);
    } else if (conversation.awaits() == Session.Awaits.ANSWER || !conversation.wantsInput(out)) {
      await();
      return;
    } else {
      readOnce(in);
    }
    answer();
  }

  /** What the session was woken for. */
  private void attend() {
    woken.set(false);
    for (Runnable next; (next = due.poll()) != null; ) {
      next.run();
    }
    long deadline = conversation.deadline();
    if (deadline != Session.NEVER && System.nanoTime() - deadline > 0) {
      conversation.timedOut(out);
    }
    if (!isOver()) {
      conversation.resumed(out);
    }
  }

  /** True when the session can be told now that the server stops, once all there has been read. */
  private boolean isToBeStopped() {
    return readers.isStopping()
        && !conversation.isStopTold()
        && (conversation.wantsInput(out)
            || conversation.isInputEnded() && !conversation.holdsInput());
  }

  /** Sends what the session wrote, however long the peer takes. */
  private void answer() throws IOException {
    int taken = conversation.taken();
    if (taken > 0) {
      counters.requests(taken);
    }
    if (!overloaded && !charge(conversation.kept())) {
      overloaded = true;
      conversation.overloaded(out);
      charge(conversation.kept());
    }
    write();
    if (conversation.state() == Session.State.SAID_ALL && !endSent) {
      endSent = true;
      socket.channel().shutdownOutput();
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
      int sent = socket.channel().write(ByteBuffer.wrap(out.array(), out.offset(), count));
      out.sent(sent);
      counters.bytesOut(sent);
      state(State.WRITING);
    }
    state(State.WORKING);
  }

  private void readOnce(ByteBuffer in) throws IOException {
    state(State.READING);
    if (woken.get() || isToBeStopped()) {
      // That came before it could be seen that this thread reads.
      state(State.WORKING);
      return;
    }
    counters.systemCalls(1);
    int count;
    lock.unlock();
    try {
      count = socket.channel().read(in.clear());
    } finally {
      lock.lock();
    }
    peerEnded = count < 0 && !readShut;
    if (isOver()) {
      // A helper was here meanwhile.
      return;
    }
    state(State.WORKING);
    if (count > 0) {
      take(in, count);
      return;
    }
    if (readShut) {
      conversation.stop(out);
    }
    conversation.inputEnded(out);
  }

  private void take(ByteBuffer in, int count) {
    counters.bytesIn(count);
    conversation.received(in.array(), 0, count, out);
  }

  /**
   * The server stops: reads what has arrived, without waiting for more, and says so to the session.
   */
  private void readToStop(ByteBuffer in) throws IOException {
    int count = conversation.isInputEnded() ? 0 : readThere(in);
    if (count <= 0 || ++readsSinceStop >= MOST_READS) {
      conversation.stop(out);
    }
  }

  /** Reads what has arrived, without waiting for more: how many bytes, -1 for the end. */
  private int readThere(ByteBuffer in) throws IOException {
    SocketChannel channel = socket.channel();
    channel.configureBlocking(false);
    counters.systemCalls(1);
    int count = channel.read(in.clear());
    channel.configureBlocking(true);
    if (count > 0) {
      take(in, count);
    } else if (count < 0) {
      peerEnded = !readShut;
      conversation.inputEnded(out);
    }
    return count;
  }

  /** Sleeps until another thread has an answer, or the peer has ended. */
  private void await() throws ClosedChannelException {
    state(State.WAITING);
    boolean stops = isToBeStopped();
    boolean wantsInput = conversation.wantsInput(out);
    lock.unlock();
    try {
      while (!woken.get() && !stops && !(endIsThere && wantsInput) && socket.isOpen()) {
        LockSupport.park(this);
      }
    } finally {
      lock.lock();
    }
    state(State.WORKING);
    if (!socket.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  /** Reads past what the peer still sends, so that the last answer is not reset on its way. */
  private void linger(ByteBuffer in) throws IOException {
    beginLingering();
    lock.unlock();
    try {
      while (socket.channel().read(in.clear()) > 0) {}
    } finally {
      lock.lock();
    }
  }

  private void beginLingering() throws IOException {
    if (lingering != null) {
      return;
    }
    lingering = new Lingering(System.nanoTime(), service.stallNanos());
    state(State.LINGERING);
    if (!endSent) {
      endSent = true;
      socket.channel().shutdownOutput();
    }
  }

  private void end() {
    socket.close();
    charge(0);
    counters.closed();
    try {
      conversation.closed();
    } catch (RuntimeException e) {
      readers.problem("a session failed at its end: " + e);
    }
    readers.forgetTimers(this);
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

  /** A timer of the session; called by the clock. */
  void due(Runnable timer) {
    due.add(timer);
    wake();
  }

  @Override
  public void wake() {
    if (woken.getAndSet(true)) {
      // Whoever comes to the session next will see what this is about, too.
      return;
    }
    counters.wokenUp();
    if (state == State.READING) {
      readers.help(this::attendBeside);
    } else {
      LockSupport.unpark(thread);
    }
  }

  /** By a helping thread, while the connection's own is blocked in a read. */
  private void attendBeside() {
    lock.lock();
    try {
      while (woken.get() && state == State.READING && socket.isOpen() && !isOver()) {
        attend();
        answer();
        if (isOver()) {
          endBeside();
        } else {
          // Seen before the next look: who wakes it now is either seen here or sees this.
          state(State.READING);
        }
      }
      // Its own thread may have left the read meanwhile, and wait for what this one was called for.
      LockSupport.unpark(thread);
    } catch (IOException e) {
      cutOff();
    } catch (RuntimeException e) {
      readers.problem("a session failed, its connection is closed: " + e);
      cutOff();
    } finally {
      lock.unlock();
    }
  }

  /** The session is over, and its thread reads: it goes on with that, or is woken by the close. */
  private void endBeside() throws IOException {
    if (mustLinger()) {
      beginLingering();
    } else {
      socket.close();
    }
  }

  /** Called by the clock, once a tick. */
  void checkTime(long now) {
    switch (state) {
      case READING, WAITING -> {
        if (readers.isStopping()) {
          stop();
        }
        checkDeadline(now);
        if (state == State.WAITING) {
          lookForEnd();
        }
      }
      case WRITING -> {
        if (now - stateSince > service.stallNanos()) {
          cutOff();
        }
      }
      case LINGERING -> {
        if (lingering.isOver(now, socket.unacknowledged())) {
          cutOff();
        }
      }
      case WORKING -> {}
    }
  }

  private void checkDeadline(long now) {
    // The lock is free while its thread sleeps; where it is not, somebody is at work.
    if (!lock.tryLock()) {
      return;
    }
    boolean late = false;
    try {
      if (isAsleep() && !isOver()) {
        long deadline = conversation.deadline();
        late = deadline != Session.NEVER && now - deadline > 0;
      }
    } catch (RuntimeException e) {
      readers.problem("a session failed, its connection is closed: " + e);
      cutOff();
    } finally {
      lock.unlock();
    }
    if (late) {
      wake();
    }
  }

  /**
   * A thread that waits for an answer does not look at its socket. The end is for it to be read,
   * behind what came before it and as soon as the session wants input; a reset is the end of all.
   */
  private void lookForEnd() {
    BlockingSocket.PeerEnd end = socket.peerEnd();
    if (end == BlockingSocket.PeerEnd.CLOSED && !endSent) {
      cutOff();
    } else if (end != BlockingSocket.PeerEnd.NONE && !endIsThere) {
      endIsThere = true;
      LockSupport.unpark(thread);
    }
  }

  private boolean isAsleep() {
    return state == State.READING || state == State.WAITING;
  }

  /**
   * The server stops. A reader in the middle of a message goes on; one that waits for the next,
   * ends; one that waits for an answer tells its session. Called again once a tick, for those that
   * were busy.
   */
  void stop() {
    // The state first: what its thread wrote before is seen only then.
    if (!isAsleep() || !lock.tryLock()) {
      return;
    }
    boolean wake = false;
    try {
      if (conversation.isStopTold() || isOver()) {
        return;
      }
      if (state == State.WAITING) {
        wake = isToBeStopped();
      } else if (state == State.READING
          && !readShut
          && conversation.awaits() == Session.Awaits.MESSAGE) {
        readShut = true;
        socket.shutRead();
      }
    } catch (RuntimeException e) {
      readers.problem("a session failed, its connection is closed: " + e);
      cutOff();
    } finally {
      lock.unlock();
    }
    if (wake) {
      wake();
    }
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
    return state != State.LINGERING && counters.read().open() > 0;
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
