// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.queue.FilledQueue;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpState;

/**
 * What backlog has a Java server that does not ask for one?
 *
 * <pre>
 *   bind(address)        ─┐
 *   bind(address, 0)     ─┼──▶  listen(50)  ──▶  holds 51
 *   bind(address, -1)    ─┘
 *   bind(address, 1)     ────▶  listen(1)   ──▶  holds 2
 * </pre>
 *
 * <p><b>Expected:</b> 50, however much the system allows; and 50 again for 0 or less, so that Java
 * cannot ask for the smallest queue.
 *
 * <p><b>Why:</b> {@code ServerSocketChannelImpl.netBind} replaces a backlog below 1 by 50, and
 * {@code bind(address)} passes 0. A burst of 52 clients then makes one of them wait for a second.
 */
@PrivateNetwork
class JdkDefaultBacklogTest {

  @Test
  void withoutABacklogItIs50() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open().bind(Listeners.ANY_PORT)) {
      assertEquals(50, ListenQueue.of(listener).cap());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aBacklogBelowOneIs50Too(int backlog) throws IOException {
    try (ServerSocketChannel listener =
        ServerSocketChannel.open().bind(Listeners.ANY_PORT, backlog)) {
      assertEquals(50, ListenQueue.of(listener).cap());
    }
  }

  @Test
  void oneIsTheSmallestThatIsPassedOn() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open().bind(Listeners.ANY_PORT, 1)) {
      assertEquals(1, ListenQueue.of(listener).cap());
    }
  }

  @Test
  void soThe52ndClientOfABurstWaits() throws IOException {
    try (FilledQueue queue =
        FilledQueue.of(ServerSocketChannel.open().bind(Listeners.ANY_PORT), 52)) {
      assertEquals(51, queue.clients().in(TcpState.ESTABLISHED));
      assertEquals(1, queue.clients().in(TcpState.SYN_SENT));
    }
  }
}
