// SPDX-License-Identifier: Apache-2.0
package socketlab.net.nio;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.Service;

/** A connection accepted by the JDK: what NIO loops and blocking readers read. */
public record ChannelAccepted(SocketChannel channel, Service service) implements Accepted {
  @Override
  public void close() {
    close(channel);
  }

  /** Closes without a word: a peer that is gone cannot be told. */
  public static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // close(2) frees the descriptor even when it reports an error.
    }
  }
}
