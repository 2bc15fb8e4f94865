// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.io.IOException;
import java.util.function.Consumer;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.Listener;
import socketlab.protocol.Outgoing;

/**
 * What a transport does for a loop: it waits in the kernel, and it makes the endpoints on which its
 * kind of waiting works. What is done to an endpoint is the endpoint's own.
 *
 * <p>Thread contract: the loop's thread, but for {@link #wakeup}, and for {@link #close} of a loop
 * that never started.
 */
public interface Poller {
  /** Makes the poller of a loop. */
  @FunctionalInterface
  interface Factory {
    Poller open(EventLoop loop) throws IOException;
  }

  /** The loop's thread runs; called once, before anything else. */
  default void begin() throws IOException {}

  /**
   * Waits for events, at most this long (-1: for ever, 0: not at all), and has the endpoints handle
   * them.
   *
   * @return how many there were
   */
  int poll(long nanos) throws IOException;

  /** Makes {@link #poll} return; any thread. */
  void wakeup();

  /**
   * How much of the time to a timer, in nanoseconds, the poller can sleep without being late; it
   * looks without waiting during the rest.
   */
  default long sleepable(long nanos) {
    return nanos;
  }

  /** An endpoint that accepts from a listener and gives each connection to the taker. */
  Acceptor acceptor(Listener listener, Consumer<Accepted> taker) throws IOException;

  /**
   * An endpoint that reads an accepted connection; on failure the connection is still the caller's.
   */
  Stream stream(Accepted accepted) throws IOException;

  /** An endpoint that connects; it begins by {@link Connecting#begin}. */
  Connecting connecting(Outgoing to);

  /** Gives everything back to the kernel; the loop has ended, and its endpoints are closed. */
  void close() throws IOException;
}
