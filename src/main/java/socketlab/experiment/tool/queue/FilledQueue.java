// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.queue;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import socketlab.experiment.tool.Listeners;

/**
 * A listener from which nobody accepts, and the clients that have come to it. For one thread.
 *
 * @param clients of whom the kernel has admitted or dropped each
 */
public record FilledQueue(ServerSocketChannel listener, ConnectingClients clients)
    implements AutoCloseable {

  /** So many clients come to one that called listen with this very backlog, also with 0. */
  public static FilledQueue listen(int backlog, int count) throws IOException {
    return of(Listeners.listen(backlog), count);
  }

  /** So many clients come to this one, which from now on is closed with its queue. */
  public static FilledQueue of(ServerSocketChannel listener, int count) throws IOException {
    FilledQueue queue = new FilledQueue(listener, new ConnectingClients(listener));
    try {
      queue.clients.connect(count);
      return queue;
    } catch (IOException e) {
      queue.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (listener) {
      clients.close();
    }
  }
}
