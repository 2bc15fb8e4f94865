// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.net.SocketAddress;
import java.util.concurrent.Executor;

/**
 * What a session may ask of its surroundings: of the connection it speaks on, and of the loop or
 * thread that owns it.
 *
 * <p>Thread contract: {@link #wake} may be called by any thread; everything else only by the one
 * that calls the session, while it does. Timers and the sessions of {@link #connect} are called
 * under the same contract as the session itself, so two sessions that know each other need no lock.
 */
public interface Peer {
  /**
   * Asks the owner to call {@link Session#resume}: any thread, any number of times, at once or
   * never once the connection is closed.
   */
  void wake();

  /**
   * What owns this connection, for who has something for many: the same object for all connections
   * of one loop, whose thread runs what it is given. A {@link #wake} there costs no system call, so
   * that one task a loop reaches all its connections. Where connections have a thread each, all of
   * them have one executor in common, and each wake costs what it costs. May be kept, and used by
   * any thread; behind the end of the owner the caller's thread may run the task.
   */
  default Executor owner() {
    return Runnable::run;
  }

  /** Where complete messages are worked on. */
  Handlers handlers();

  /** The time by {@link System#nanoTime}, read once for all events of a batch. */
  long now();

  /** Makes a timer that calls back until the connection is closed; it is not set. */
  Timer timer(Runnable action);

  /** The address of this side; null where there is none. */
  SocketAddress localAddress();

  /** The address of the other side; null where there is none. */
  SocketAddress remoteAddress();

  /** What TLS tells of the connection; null where it is in clear. Any thread. */
  default Secured secured() {
    return null;
  }

  /** The descriptor of the connection, borrowed while it is open; -1 where there is none. */
  int descriptor();

  /**
   * Connects to another server from the same loop. Ends in exactly one of {@link
   * Outgoing#sessions()}, called to open the session of the new connection, and {@link
   * Outgoing#failed()}; also when it is cancelled, and when the owner ends.
   */
  Attempt connect(Outgoing to);

  /** A connect under way. */
  @FunctionalInterface
  interface Attempt {
    /** Gives it up, if it has not come to its end: it then fails. */
    void cancel();
  }
}
