// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import socketlab.protocol.Output;
import socketlab.protocol.SessionFactory;

/**
 * What happens between the bytes of a loop's connections and their sessions: what has come is given
 * to the session, and what it wrote is sent, by one write for all of a batch. A fault of a session
 * costs its connection and must not become one of the loop. Confined to the loop's thread.
 *
 * <pre>
 *   received · ended · writable · woken · late ─▶ session ─▶ settle ─▶ one write
 *                                                              │
 *                            wait for input, for room, or ◀────┴────▶ finish ─▶ close
 *                            go on with the next turn
 * </pre>
 */
final class Conversations {
  /** How long a closing connection waits for the peer's end; nginx's lingering_timeout is 5 s. */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final EventLoop loop;
  private final EventLoop.Config config;
  private final Counters counters;
  private final Connections connections;
  private final Outputs outputs;

  Conversations(EventLoop loop, Connections connections, Outputs outputs) {
    this.loop = loop;
    this.config = loop.config;
    this.counters = loop.counters;
    this.connections = connections;
    this.outputs = outputs;
  }

  // What a transport tells.

  /**
   * A connection of ours is made; its session may speak first.
   *
   * @param failed called when there is no session for it
   */
  void connected(LoopConnection c, SessionFactory sessions, Consumer<IOException> failed) {
    if (connections.open(c, sessions, failed)) {
      loop.begin(c, false);
      resume(c);
    }
  }

  /** The peer's bytes, valid for this call. */
  void received(LoopConnection c, byte[] bytes, int from, int to) {
    counters.bytesIn(to - from);
    if (c.lingerUntil != 0) {
      return;
    }
    Output out = outputs.of(c);
    try {
      c.received(bytes, from, to, out);
      settle(c, out);
    } catch (RuntimeException e) {
      broken(c, e);
    }
  }

  /** The peer has shut its sending side. */
  void inputEnded(LoopConnection c) {
    if (c.lingerUntil != 0) {
      connections.close(c);
      return;
    }
    c.inputEnded();
    settleOrBreak(c);
  }

  /** All that had arrived has been read, and the server stops. */
  void allRead(LoopConnection c) {
    if (loop.isDraining() && c.lingerUntil == 0 && !c.isStopTold()) {
      Output out = outputs.of(c);
      try {
        c.tellStop(out);
        settle(c, out);
      } catch (RuntimeException e) {
        broken(c, e);
      }
    }
  }

  /** The socket takes bytes again. */
  void writable(LoopConnection c) {
    settleOrBreak(c);
    readOnIfDraining(c);
  }

  // What the loop tells.

  /** The session was woken, or has more to write than it may at once. */
  void resume(LoopConnection c) {
    if (c.closed || c.lingerUntil != 0) {
      return;
    }
    Output out = outputs.of(c);
    try {
      c.resumed(out);
      settle(c, out);
    } catch (RuntimeException e) {
      broken(c, e);
    }
    readOnIfDraining(c);
  }

  /** Ends what has taken too long: a peer that says nothing, takes nothing, or does not leave. */
  void checkTimes(long now) {
    for (LoopConnection c = connections.first(); c != null; ) {
      LoopConnection following = c.after;
      checkTime(c, now);
      c = following;
    }
  }

  private void checkTime(LoopConnection c, long now) {
    if (c.lingerUntil != 0) {
      if (now - c.lingerUntil >= 0) {
        connections.close(c);
      }
    } else if (c.unsent != null) {
      if (now - c.unsentSince > config.timeouts().idle().toNanos()) {
        connections.close(c);
      }
    } else if (c.isLate(now, config.timeouts())) {
      Output out = outputs.of(c);
      try {
        c.timedOut(out);
        settle(c, out);
      } catch (RuntimeException e) {
        broken(c, e);
      }
    }
  }

  // What comes of it.

  private void settleOrBreak(LoopConnection c) {
    try {
      settle(c, outputs.of(c));
    } catch (RuntimeException e) {
      broken(c, e);
    }
  }

  /** Sends what the session wrote, by one write, and decides what the connection waits for now. */
  private void settle(LoopConnection c, Output out) {
    c.tellEnd(out);
    int taken = c.observe(loop.now());
    if (taken > 0) {
      counters.requests(taken);
    }
    if (!out.isEmpty() && !send(c, out)) {
      if (!c.closed) {
        loop.interest(c, !c.isInputEnded() && c.wantsInput(out), true);
      }
      return;
    }
    outputs.takeBack(c);
    if (c.phase().isLast()) {
      finish(c);
      return;
    }
    loop.interest(c, !c.isInputEnded() && c.wantsInput(out), false);
    if (c.wantsDrain()) {
      // The socket took all there was; the others have their turn before it goes on.
      c.run();
    }
  }

  /** True when all has been handed to the kernel. */
  private boolean send(LoopConnection c, Output out) {
    int size = out.size();
    boolean all;
    try {
      all = loop.write(c, out);
    } catch (IOException e) {
      // Reset, or gone: nobody is left to be answered.
      connections.close(c);
      return false;
    }
    int sent = size - out.size();
    counters.bytesOut(sent);
    if (!all) {
      if (sent > 0 || c.unsent == null) {
        c.unsentSince = loop.now();
      }
      outputs.leaveTo(c);
    }
    return all;
  }

  /**
   * The conversation is over. To close a socket with unread bytes resets the connection, and the
   * reset may overtake the last answer; then the end is said, and the rest read, first (RFC 9112
   * section 9.6).
   */
  private void finish(LoopConnection c) {
    if (!c.hasUnread() || c.isInputEnded()) {
      connections.close(c);
      return;
    }
    try {
      loop.shutdownOutput(c);
      c.lingerUntil = loop.now() + LINGER_NANOS;
      loop.interest(c, true, false);
    } catch (IOException e) {
      connections.close(c);
    }
  }

  /** A connection that could not be read to its end when the server stopped can be now, perhaps. */
  private void readOnIfDraining(LoopConnection c) {
    if (loop.isDraining() && !c.closed && !c.isStopTold()) {
      loop.readNow(c);
    }
  }

  private void broken(LoopConnection c, RuntimeException e) {
    config.problems().accept("a session failed, its connection is closed: " + e);
    connections.close(c);
  }
}
