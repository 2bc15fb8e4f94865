// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.io.IOException;
import socketlab.net.Transport;
import socketlab.net.loop.EventLoop;
import socketlab.protocol.Handlers;

/**
 * A loop that takes orders and carries none out: a lane's decisions can be looked at one by one.
 *
 * @param loop not started before the end
 */
record IdleLoop(EventLoop loop) implements AutoCloseable {
  IdleLoop() throws IOException {
    this(
        Transport.NIO.open(
            new EventLoop.Config(
                "idle",
                "load",
                Handlers.IN_PLACE,
                1_000_000_000L,
                60_000_000_000L,
                -1,
                _ -> {},
                _ -> {})));
  }

  @Override
  public void close() throws InterruptedException {
    loop.drain(System.nanoTime());
    loop.start();
    loop.join(System.nanoTime());
  }
}
