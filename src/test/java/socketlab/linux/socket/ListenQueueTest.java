// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import socketlab.linux.LoopbackConnection;
import socketlab.linux.OnLinux;

@OnLinux
class ListenQueueTest {

  @Test
  void countsWhoWaitsForAccept() throws IOException {
    try (ServerSocketChannel listener =
        ServerSocketChannel.open().bind(LoopbackConnection.ANY_PORT, 5)) {
      assertEquals(new ListenQueue(0, 5), ListenQueue.of(listener));
      try (var a = SocketChannel.open(listener.getLocalAddress());
          var b = SocketChannel.open(listener.getLocalAddress())) {
        await().until(() -> ListenQueue.of(listener).equals(new ListenQueue(2, 5)));
        listener.accept().close();
        assertEquals(new ListenQueue(1, 5), ListenQueue.of(listener));
        assertTrue(a.isConnected() && b.isConnected());
      }
    }
  }

  @Test
  void listenAgainChangesTheCapOfALiveListener() throws IOException {
    try (ServerSocketChannel listener =
        ServerSocketChannel.open().bind(LoopbackConnection.ANY_PORT, 5)) {
      ListenQueue.listen(listener, 0);
      assertEquals(new ListenQueue(0, 0), ListenQueue.of(listener));
      ListenQueue.listen(listener, 9);
      assertEquals(new ListenQueue(0, 9), ListenQueue.of(listener));
    }
  }

  @Test
  void isFullWhenItHoldsOneMoreThanItsCap() {
    assertFalse(new ListenQueue(5, 5).isFull());
    assertTrue(new ListenQueue(6, 5).isFull());
  }

  @Test
  void aConnectionHasNoAcceptQueue() throws IOException {
    try (LoopbackConnection connection = LoopbackConnection.connect()) {
      int fd = Descriptors.of(connection.client());
      var thrown = assertThrows(IllegalArgumentException.class, () -> ListenQueue.of(fd));
      assertEquals("not a listener: the socket is in ESTABLISHED", thrown.getMessage());
    }
  }
}
