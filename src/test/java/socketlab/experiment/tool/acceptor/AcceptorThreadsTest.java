// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.acceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import socketlab.experiment.tool.Listeners;

/** The threads of a group: that they end, and that one that fails is heard. */
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "asks the Linux kernel whether a thread sleeps")
class AcceptorThreadsTest {
  private static final Thread.Builder THREADS = Thread.ofPlatform().daemon();

  /** An acceptor that takes a connection and then breaks. */
  private record Broken(AcceptMethod.InAccept whole) implements AcceptMethod {
    @Override
    public boolean accept() throws IOException {
      whole.accept();
      throw new IOException("broken");
    }

    @Override
    public boolean isAsleep(Thread thread, int tid) {
      return whole.isAsleep(thread, tid);
    }
  }

  @Test
  void eachConnectionIsTakenOnceAndAllThreadsEnd() throws IOException {
    try (ServerSocketChannel listener = blocking()) {
      AcceptorThreads acceptors =
          AcceptorThreads.start(listener, 3, THREADS, AcceptMethod.InAccept::new);
      acceptors.offer(7);
      assertEquals(3, acceptors.count((thread, _) -> thread.isAlive()));

      acceptors.close();

      assertEquals(7, acceptors.order().takers().size());
      assertEquals(0, acceptors.count((thread, _) -> thread.isAlive()));
    }
  }

  @Test
  void oneThatFailsIsHeardAndTheOthersEnd() throws IOException {
    try (ServerSocketChannel listener = blocking()) {
      AcceptorThreads acceptors =
          AcceptorThreads.start(
              listener, 2, THREADS, l -> new Broken(new AcceptMethod.InAccept(l)));
      IOException failed = assertThrows(IOException.class, () -> acceptors.offer(1));
      assertEquals("an acceptor failed: broken", failed.getMessage());

      acceptors.close();

      assertEquals(0, acceptors.count((thread, _) -> thread.isAlive()));
    }
  }

  private static ServerSocketChannel blocking() throws IOException {
    ServerSocketChannel listener = Listeners.listen(16);
    listener.configureBlocking(true);
    return listener;
  }
}
