// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import socketlab.net.blocking.BlockingReaders;
import socketlab.net.loop.EventLoop;
import socketlab.net.Transport;

@Lesson(
    id = "virtual-threads",
    sketch = "listener ─▶ acceptor ─▶ a virtual thread for each connection, blocking",
    picture =
        """
        clients ──SYN──▶ [ accept queue ] ──accept──▶ acceptor 0
                                                      │  │  │  a new virtual thread for each
                                          ┌───────────┘  │  └───────────┐
                                          ▼              ▼              ▼
                                       reader 0       reader 1       reader 2 …
                                          └──── mounted when it can run ────┐
                                                                            ▼
                                              carrier threads, one a CPU, and the JDK's poller
        """,
    threads = "1 + a virtual thread a connection, on a carrier a CPU",
    roles =
        "As thread-per-connection, to the letter. What blocks is a virtual thread, whose stack"
            + " moves to the heap until its socket is ready.",
    kernel =
        "Below the JDK it is epoll again: a read that would block registers the socket with the"
            + " JDK's poller (one-shot), and a carrier goes on with another thread.",
    use =
        "Very many connections with code that waits, and code that should still read from top to"
            + " bottom (Helidon, Tomcat and Jetty on virtual threads).",
    fails =
        "A loop would hand a ready socket straight to its code; here the poller and the scheduler"
            + " stand in between, and burning CPU keeps a carrier from everyone else.",
    tryIt =
        "lab serve --pattern=virtual-threads; wrk -c256 http://localhost:8080/work?sleep=100; ps -o"
            + " nlwp,rss -p PID",
    next = "single-thread, because what all of these add is best seen against nothing")
public final class VirtualThreads implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    BlockingReaders readers = wiring.blockingReaders(Thread.ofVirtual());
    EventLoop acceptor = wiring.loop("acceptor");
    acceptor.accept(wiring.listen(), readers::adopt);
  }

  @Override
  public boolean runsOn(Transport transport) {
    return transport == Transport.NIO;
  }
}
