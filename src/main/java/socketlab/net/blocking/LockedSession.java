// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import socketlab.net.blocking.ThreadActivity.Kind;
import socketlab.net.listen.Service;
import socketlab.net.loop.Counters;
import socketlab.protocol.Conversation;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;

/**
 * The session of a blocking connection, with what it writes and what it was woken for. Two threads
 * may come to it, the connection's own and one that helps while that is blocked in a read: all is
 * called by whoever holds the session's lock, except {@link #wake} and {@link #due}.
 */
final class LockedSession {
  private static final int SLICE_BYTES = 64 * 1024;

  /** Bytes that TCP sends without having heard of the peer: its first window, RFC 6928. */
  private static final int FIRST_WINDOW = 14_600;

  private final BlockingReaders readers;
  private final Service service;
  private final BlockingSocket socket;
  private final ThreadActivity activity;
  private final Counters counters;
  private final Conversation conversation = new Conversation();
  private final Output out = new Output(1024);

  /** Timers that are due, in their order. */
  private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean woken = new AtomicBoolean();
  private int charged;
  private boolean sentMuch;
  private boolean overloaded;

  /** The peer's end has been read. */
  private boolean peerEnded;

  LockedSession(
      BlockingReaders readers,
      Service service,
      BlockingSocket socket,
      ThreadActivity activity,
      Counters counters) {
    this.readers = readers;
    this.service = service;
    this.socket = socket;
    this.activity = activity;
    this.counters = counters;
  }

  // By any thread.

  /** False when it was woken already: whoever comes to it next will see what this is about, too. */
  boolean wake() {
    return !woken.getAndSet(true);
  }

  boolean isWoken() {
    return woken.get();
  }

  /** A timer of the session, which is woken behind it. */
  void due(Runnable timer) {
    due.add(timer);
  }

  // By whoever holds the lock.

  /**
   * Makes the session.
   *
   * @throws RuntimeException of the one that makes it
   */
  void open(Peer peer) {
    conversation.open(Objects.requireNonNull(service.sessions().open(peer), "a session"));
  }

  /** Nothing more is taken or written. */
  boolean isOver() {
    return overloaded || conversation.state().isLast();
  }

  /** True where a close could cost the peer the last answer: RFC 9112 section 9.6. */
  boolean mustLinger() {
    boolean mayBeLost =
        overloaded
            || sentMuch
            || conversation.state() == Session.State.TURNED_AWAY
            || conversation.holdsInput();
    // Behind a shut of our own there is nothing to be read, and what comes resets the connection.
    return mayBeLost && !peerEnded && !socket.isReadShut();
  }

  /** It has something to do without having heard of the peer. */
  boolean wantsAttention() {
    return woken.get() || conversation.wantsDrain();
  }

  /** What it was woken for. */
  void attend() {
    woken.set(false);
    for (Runnable next; (next = due.poll()) != null; ) {
      next.run();
    }
    if (isLate(System.nanoTime())) {
      conversation.timedOut(out);
    }
    if (!isOver()) {
      conversation.resumed(out);
    }
  }

  /** Its deadline has passed. */
  boolean isLate(long now) {
    long deadline = conversation.deadline();
    return deadline != Session.NEVER && now - deadline > 0;
  }

  Session.Awaits awaits() {
    return conversation.awaits();
  }

  boolean wantsInput() {
    return conversation.wantsInput(out);
  }

  boolean isInputEnded() {
    return conversation.isInputEnded();
  }

  boolean isStopTold() {
    return conversation.isStopTold();
  }

  /** True when it can be told now that the server stops, once all there has been read. */
  boolean isToBeStopped() {
    return readers.isStopping()
        && !conversation.isStopTold()
        && (conversation.wantsInput(out)
            || conversation.isInputEnded() && !conversation.holdsInput());
  }

  /** What a read brought: bytes, or -1 for the end. */
  void take(ByteBuffer in, int count) {
    ended(count);
    if (count > 0) {
      counters.bytesIn(count);
      conversation.received(in.array(), 0, count, out);
    } else if (count < 0) {
      conversation.inputEnded(out);
    }
  }

  /** Notes the peer's end, if that is what a read brought. */
  void ended(int count) {
    peerEnded |= count < 0 && !socket.isReadShut();
  }

  /** The server stops. */
  void stop() {
    conversation.stop(out);
  }

  /** Sends what the session wrote, however long the peer takes. */
  void answer() throws IOException {
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
    if (conversation.state() == Session.State.SAID_ALL) {
      socket.sayAll();
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
    activity.begin(Kind.WRITING);
    while (!out.isEmpty()) {
      // In slices: a blocked write tells nobody how far it came, and a peer that takes a slice
      // in time is not late.
      int count = Math.min(out.size(), SLICE_BYTES);
      counters.systemCalls(1);
      int sent = socket.channel().write(ByteBuffer.wrap(out.array(), out.offset(), count));
      out.sent(sent);
      counters.bytesOut(sent);
      activity.begin(Kind.WRITING);
    }
    activity.begin(Kind.WORKING);
  }

  /** The connection is gone, or there never was a session. */
  void end() {
    charge(0);
    counters.closed();
    try {
      conversation.closed();
    } catch (RuntimeException e) {
      readers.problem("a session failed at its end: " + e);
    }
  }
}
