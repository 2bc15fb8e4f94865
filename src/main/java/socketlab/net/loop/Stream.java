// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import socketlab.net.listen.Service;
import socketlab.protocol.Conversation;
import socketlab.protocol.Handlers;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.Timer;

/**
 * A connection that a loop owns: what has come is given to its session, and what that wrote is
 * sent, by one write for all of a batch. A fault of a session costs its connection and must not
 * become one of the loop.
 *
 * <pre>
 *   received · ended · writable · woken · late ─▶ Conversation ─▶ settle ─▶ one write
 *                                                                   │
 *            wait for input, for room, or go on with the next turn ◀┴▶ finish ─▶ linger ─▶ close
 * </pre>
 *
 * <p>A transport's stream moves the bytes: it has the operations below, and calls {@link
 * #received}, {@link #inputEnded}, {@link #writable}, {@link #allRead} and {@link #close}.
 */
public abstract class Stream extends Endpoint implements Peer {
  /**
   * Bytes that TCP sends without having heard of the peer: its first window, RFC 6928. Of an answer
   * that is longer, some may still be here when the session has ended.
   */
  private static final int FIRST_WINDOW = 14_600;

  /**
   * Bytes that may have arrived before the server stopped: a receive buffer holds 6 MiB, tcp_rmem
   * in tcp(7). A peer that never ceases to send must not keep the others from being told.
   */
  protected static final int MOST_AT_STOP = 8 * 1024 * 1024;

  private final Conversation conversation = new Conversation();
  private Service service;

  /** Bytes the socket did not take yet; null when there are none. */
  Output unsent;

  /** When the peer last took some of what is there for it. */
  private long takenAt;

  /**
   * It may have bytes in the kernel that have not left, so that a reset would cost the peer some.
   */
  private boolean sentMuch;

  private boolean endSent;

  /** There was no memory for what it keeps; its session has no say any more. */
  private boolean overloaded;

  private Lingering lingering;
  private List<Timer> timers;

  /** Bytes of the service's budget that it has. */
  private int charged;

  protected Stream(EventLoop loop) {
    super(loop);
  }

  // What a transport does.

  /**
   * Begins to read.
   *
   * @param spoken the peer is the one that speaks first, so its bytes may be there
   */
  protected abstract void begin(boolean spoken);

  /**
   * Reads all that has arrived by now, without waiting for more and at most {@link #MOST_AT_STOP},
   * and then calls {@link #allRead}.
   */
  protected abstract void readNow();

  /**
   * Sends what the socket takes, in one call where that is all; true when the output is empty.
   *
   * @throws IOException when the connection is reset
   */
  protected abstract boolean write(Output out) throws IOException;

  /** True while bytes that were written are not the kernel's yet: it tells by {@link #writable}. */
  protected boolean isSending() {
    return false;
  }

  /** Says which events matter from now on. */
  protected abstract void interest(boolean read, boolean write);

  /** Ends the sending side: the peer reads the end of what was sent, shutdown(2). */
  protected abstract void shutdownOutput() throws IOException;

  /** Lets go of the socket, and of what the kernel was asked to do with it. */
  protected abstract void closeDescriptor();

  /** Bytes sent that the peer's kernel has not acknowledged; -1 where that cannot be known. */
  protected abstract int unacknowledged();

  // Its life.

  /**
   * Gives it its session. A fault in the making of one costs the connection, not the loop.
   *
   * @param spoken the peer speaks first; else the session may, and is resumed at once
   * @param failed told when there is no session, and no connection any more
   */
  final void open(Service service, boolean spoken, Consumer<IOException> failed) {
    this.service = service;
    join();
    loop.counters().opened();
    Session session;
    try {
      session = Objects.requireNonNull(service.sessions().open(this), "a session");
    } catch (RuntimeException e) {
      loop.problem("no session for a connection, it is closed: " + e);
      close();
      loop.tell(failed, new IOException("no session for the connection", e));
      return;
    }
    conversation.open(session);
    begin(spoken);
    if (!spoken && isOpen()) {
      woken();
    }
    readOnIfDraining();
  }

  /** Ends the connection, whatever its state. */
  protected final void close() {
    if (!leave()) {
      return;
    }
    closeDescriptor();
    loop.outputs.discard(this);
    loop.counters().closed();
    service.limit().release();
    charge(0);
    if (timers != null) {
      timers.forEach(Timer::cancel);
    }
    try {
      conversation.closed();
    } catch (RuntimeException e) {
      loop.problem("a session failed at its end: " + e);
    }
  }

  @Override
  protected final void drain() {
    readOnIfDraining();
  }

  @Override
  protected final boolean cutOff() {
    boolean cut = lingering == null;
    close();
    return cut;
  }

  // What a transport tells.

  /** The peer's bytes, valid for this call. */
  protected final void received(byte[] bytes, int from, int to) {
    loop.counters().bytesIn(to - from);
    if (lingering != null) {
      return;
    }
    Output out = loop.outputs.of(this);
    try {
      if (!isOver()) {
        conversation.received(bytes, from, to, out);
      }
      settle(out);
    } catch (RuntimeException e) {
      broken(e);
    }
  }

  /** The peer has shut its sending side. */
  protected final void inputEnded() {
    if (lingering != null) {
      close();
      return;
    }
    Output out = loop.outputs.of(this);
    try {
      conversation.inputEnded(out);
      settle(out);
    } catch (RuntimeException e) {
      broken(e);
    }
  }

  /** The socket takes bytes again, or has taken those that were written. */
  protected final void writable() {
    progressed();
    if (lingering != null) {
      return;
    }
    try {
      settle(loop.outputs.of(this));
    } catch (RuntimeException e) {
      broken(e);
    }
    readOnIfDraining();
  }

  /** The peer takes what was written, if not all of it yet. */
  protected final void progressed() {
    takenAt = loop.now();
  }

  /** All that had arrived has been read. */
  protected final void allRead() {
    if (!loop.isDraining() || lingering != null || conversation.isStopTold()) {
      return;
    }
    Output out = loop.outputs.of(this);
    try {
      if (!isOver()) {
        conversation.stop(out);
      }
      settle(out);
    } catch (RuntimeException e) {
      broken(e);
    }
  }

  /** The session was woken, or has more to write than it may at once. */
  @Override
  protected final void woken() {
    if (!isOpen() || lingering != null) {
      return;
    }
    Output out = loop.outputs.of(this);
    try {
      if (!isOver()) {
        conversation.resumed(out);
      }
      settle(out);
    } catch (RuntimeException e) {
      broken(e);
    }
    readOnIfDraining();
  }

  @Override
  protected final boolean hasTimeLimits() {
    return true;
  }

  @Override
  protected final void checkTime(long now) {
    if (lingering != null) {
      if (lingering.isOver(now, unacknowledged())) {
        close();
      }
    } else if (unsent != null || isSending()) {
      if (now - takenAt > service.stallNanos()) {
        close();
      }
    } else {
      checkDeadline(now);
    }
  }

  private void checkDeadline(long now) {
    Output out = loop.outputs.of(this);
    try {
      long deadline = conversation.deadline();
      if (deadline != Session.NEVER && now - deadline > 0) {
        conversation.timedOut(out);
        settle(out);
      }
    } catch (RuntimeException e) {
      broken(e);
    }
  }

  // What comes of it.

  /** Sends what the session wrote, by one write, and decides what the connection waits for now. */
  private void settle(Output out) {
    int taken = conversation.taken();
    if (taken > 0) {
      loop.counters().requests(taken);
    }
    if (!out.isEmpty() && !send(out)) {
      if (isOpen() && !isOverBudget(out)) {
        interest(!isOver() && conversation.wantsInput(out), true);
      }
      return;
    }
    loop.outputs.takeBack(this);
    if (isOver()) {
      finish();
      return;
    }
    if (isOverBudget(out)) {
      return;
    }
    boolean ending = conversation.state() == Session.State.SAID_ALL && !endSent;
    if (ending && !isSending()) {
      sayAll();
      if (!isOpen()) {
        return;
      }
    }
    interest(conversation.wantsInput(out), ending && isSending());
    if (conversation.wantsDrain()) {
      // The socket took all there was; the others have their turn before it goes on.
      wake();
    }
  }

  /** True when all has been handed over. */
  private boolean send(Output out) {
    int size = out.size();
    boolean all;
    try {
      all = write(out);
    } catch (IOException e) {
      // Reset, or gone: nobody is left to be answered.
      close();
      return false;
    }
    int sent = size - out.size();
    loop.counters().bytesOut(sent);
    if (sent > 0 || unsent == null) {
      takenAt = loop.now();
    }
    sentMuch |= !all || size > FIRST_WINDOW;
    if (!all) {
      loop.outputs.leaveTo(this);
    }
    return all;
  }

  /**
   * Has the budget know what it keeps waiting; where all keep too much, this one, which keeps more
   * than before, ends: with an answer where the session has one.
   *
   * @return true when the connection has ended by that, or is about to
   */
  private boolean isOverBudget(Output out) {
    int keeps = conversation.kept() + (unsent == null ? 0 : unsent.size());
    if (keeps == charged || charge(keeps)) {
      return false;
    }
    loop.overBudget();
    if (unsent != null) {
      close();
      return true;
    }
    overloaded = true;
    conversation.overloaded(out);
    charge(conversation.kept());
    if (out.isEmpty() || send(out)) {
      loop.outputs.takeBack(this);
      finish();
    } else {
      close();
    }
    return true;
  }

  /** True when nothing more is to be taken or written: what was written has still to arrive. */
  private boolean isOver() {
    return overloaded || conversation.state().isLast();
  }

  private boolean charge(int keeps) {
    int more = keeps - charged;
    charged = keeps;
    return more == 0 || service.budget().change(more);
  }

  private void sayAll() {
    if (endSent) {
      return;
    }
    try {
      shutdownOutput();
      endSent = true;
    } catch (IOException e) {
      close();
    }
  }

  /**
   * The conversation is over. To close a socket with unread bytes, or one to which the peer sends
   * some afterwards, resets the connection; and a reset makes the peer's kernel, and ours, drop
   * what was not read yet. Where that can cost the last answer, the end is said and the rest read
   * first: RFC 9112 section 9.6.
   */
  private void finish() {
    if (isSending()) {
      interest(false, true);
      return;
    }
    boolean turnedAway = overloaded || conversation.state() == Session.State.TURNED_AWAY;
    boolean mayBeLost = turnedAway || sentMuch || conversation.holdsInput();
    if (conversation.isInputEnded() || !mayBeLost) {
      close();
      return;
    }
    sayAll();
    if (isOpen()) {
      lingering = new Lingering(loop.now(), service.stallNanos());
      interest(true, false);
    }
  }

  /** A connection that could not be read to its end when the server stopped can be now, perhaps. */
  private void readOnIfDraining() {
    if (!loop.isDraining() || !isOpen() || lingering != null || conversation.isStopTold()) {
      return;
    }
    if (conversation.isInputEnded()) {
      allRead();
    } else {
      readNow();
    }
  }

  private void broken(RuntimeException e) {
    loop.problem("a session failed, its connection is closed: " + e);
    close();
  }

  // What a session may ask for.

  @Override
  public final Executor owner() {
    return loop;
  }

  @Override
  public final Handlers handlers() {
    return loop.config().handlers();
  }

  @Override
  public final long now() {
    return loop.now();
  }

  @Override
  public final Timer timer(Runnable action) {
    if (timers == null) {
      timers = new ArrayList<>(1);
    }
    Timer timer =
        loop.coarseTimer(
            () -> {
              try {
                if (isOpen()) {
                  action.run();
                }
              } catch (RuntimeException e) {
                broken(e);
              }
            });
    timers.add(timer);
    return timer;
  }

  @Override
  public final Attempt connect(Outgoing to) {
    return loop.connect(to);
  }

  @Override
  public abstract SocketAddress localAddress();

  @Override
  public abstract SocketAddress remoteAddress();

  @Override
  public abstract int descriptor();
}
