// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.util.function.Consumer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;

/**
 * The connections a loop owns, from adoption to close, in a list that costs no allocation. Confined
 * to the loop's thread.
 */
final class Connections {
  private final EventLoop loop;
  private final EventLoop.Config config;
  private final Outputs outputs;
  private LoopConnection first;
  private int cut;

  Connections(EventLoop loop, Outputs outputs) {
    this.loop = loop;
    this.config = loop.config;
    this.outputs = outputs;
  }

  /** The latest; the others are {@link LoopConnection#after} one another. */
  LoopConnection first() {
    return first;
  }

  boolean isEmpty() {
    return first == null;
  }

  /** From now on the loop reads that connection; where it has ended, nobody does. */
  void adopt(Accepted accepted) {
    if (loop.hasEnded()) {
      turnAway(accepted);
      return;
    }
    LoopConnection c;
    try {
      c = loop.register(accepted);
    } catch (IOException e) {
      // The peer was faster: it has reset the connection already.
      turnAway(accepted);
      return;
    }
    c.limit = config.limit();
    if (open(c, config.sessions(), _ -> {})) {
      loop.begin(c, true);
      if (loop.isDraining() && !c.closed) {
        loop.readNow(c);
      }
    }
  }

  private void turnAway(Accepted accepted) {
    accepted.close();
    config.limit().release();
  }

  /**
   * Gives a connection its session. A fault in the making of it costs the connection, not the loop.
   *
   * @param failed called when there is no session, and no connection any more
   * @return whether there is one
   */
  boolean open(LoopConnection c, SessionFactory sessions, Consumer<IOException> failed) {
    Session session;
    try {
      session = sessions.open(config.handlers(), c);
    } catch (RuntimeException e) {
      config.problems().accept("no session for a connection, it is closed: " + e);
      c.closed = true;
      loop.closeSocket(c);
      c.limit.release();
      failed.accept(new IOException("no session for the connection", e));
      return false;
    }
    c.open(session, loop.now());
    c.after = first;
    if (first != null) {
      first.before = c;
    } else {
      // Nothing had to be looked at while there was no connection.
      loop.restartTicks();
    }
    first = c;
    loop.counters.opened();
    return true;
  }

  /** Ends a connection, whatever its state. */
  void close(LoopConnection c) {
    if (c.closed) {
      return;
    }
    c.closed = true;
    unlink(c);
    loop.closeSocket(c);
    outputs.discard(c);
    loop.counters.closed();
    c.limit.release();
    try {
      c.sessionClosed();
    } catch (RuntimeException e) {
      config.problems().accept("a session failed at its end: " + e);
    }
  }

  private void unlink(LoopConnection c) {
    if (c.before != null) {
      c.before.after = c.after;
    } else {
      first = c.after;
    }
    if (c.after != null) {
      c.after.before = c.before;
    }
    c.before = null;
  }

  /** Closes them all: the time is up. */
  void cutOff() {
    for (LoopConnection c = first; c != null; ) {
      LoopConnection following = c.after;
      if (c.lingerUntil == 0) {
        cut++;
      }
      close(c);
      c = following;
    }
  }

  /** How many were cut off that had not come to their own end. */
  int cut() {
    return cut;
  }
}
