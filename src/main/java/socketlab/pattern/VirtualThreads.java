// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import socketlab.net.Transport;
import socketlab.net.blocking.BlockingReaders;
import socketlab.net.loop.EventLoop;

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
    threads = "1 + a virtual thread per connection, on one carrier thread per CPU",
    roles =
        "The roles and the code are those of thread-per-connection. But the thread that blocks is a"
            + " virtual one: its stack moves to the heap until its socket is ready.",
    kernel =
        "Below the JDK it is epoll again: a read that would block registers the socket with the"
            + " JDK's poller (one-shot), and the carrier thread continues with another virtual"
            + " thread.",
    use =
        "Use it for very many connections whose handlers wait, when the code should still read from"
            + " top to bottom. Helidon, and Tomcat and Jetty on virtual threads, work this way.",
    fails =
        "A loop passes a ready socket directly to its code; here the JDK's poller and its scheduler"
            + " stand in between. And a handler that computes for long keeps its carrier thread"
            + " from all other connections.",
    tryIt =
        """
        ./lab serve --pattern=virtual-threads & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load 'http://localhost:8080/work?sleep=100' --connections=256 --duration=5s & sleep 3
        ps -o nlwp,rss -p $server                       # few threads, and memory in KiB
        wait $!; kill $server
        """,
    next =
        "single-thread, because a comparison with the simplest pattern shows what all the others"
            + " add",
    seeAlso = {"memory-a-connection", "head-of-line", "thread-per-connection", "blocking"})
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

  @Override
  public Set<PatternOption> options() {
    return EnumSet.of(PatternOption.THREADS);
  }
}
