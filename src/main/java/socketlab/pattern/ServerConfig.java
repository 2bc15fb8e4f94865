// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.net.InetSocketAddress;
import java.util.function.Consumer;
import socketlab.app.ServerView;
import socketlab.net.Listener;
import socketlab.net.Timeouts;
import socketlab.net.Transport;
import socketlab.protocol.SessionFactory;

/**
 * What a server is to be.
 *
 * @param address where to listen; port 0 lets the kernel choose
 * @param threads of the pattern's loops that read; patterns with one thread have no use for it
 * @param workers that run handlers, where the pattern has any
 * @param pin whether each thread keeps to a processor of its own, and shards are chosen by
 *     processor
 * @param maxConnections open at once, 0 for no limit
 * @param sessions makes the protocol, given what handlers may know of the server
 * @param problems told, in one line, what went wrong and was survived; any thread
 */
public record ServerConfig(
    Pattern pattern,
    Transport transport,
    InetSocketAddress address,
    int threads,
    int workers,
    Balance balance,
    Listener.Options listen,
    boolean pin,
    Timeouts timeouts,
    int maxConnections,
    SessionFactoryMaker sessions,
    Consumer<String> problems) {
  /** Makes the protocol of a server. */
  @FunctionalInterface
  public interface SessionFactoryMaker {
    SessionFactory make(ServerView server);
  }

  public ServerConfig {
    if (threads < 1 || workers < 1 || maxConnections < 0) {
      throw new IllegalArgumentException(
          "threads and workers are at least 1, connections at least 0; not "
              + threads
              + ", "
              + workers
              + ", "
              + maxConnections);
    }
  }
}
