// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.List;
import socketlab.net.loop.EventLoop;

@Lesson(
    id = "reader-pool",
    sketch = "listener ─▶ acceptor ─▶ N readers, connection by connection",
    picture =
        """
        clients ──SYN──▶ [ accept queue ] ──accept──▶ acceptor 0
                                                      │  │  │  hand-off: one connection,
                                          ┌───────────┘  │  └───────────┐   to the next reader
                                          ▼              ▼              ▼
                                       reader 0       reader 1       reader 2
        clients ◀──requests, answers──▶ its own        its own        its own
        """,
    threads = "1 + N",
    roles =
        "The acceptor touches the listener and nothing else. A reader reads, works and answers for"
            + " the connections it was given, and keeps them to their end.",
    kernel =
        "One accept queue, one thread in accept4. Each hand-off wakes a sleeping reader through its"
            + " eventfd, once a connection; after that the readers share nothing.",
    use =
        "Long-lived connections on several CPUs, dealt out evenly (Netty's two groups, memcached).",
    fails =
        "Connections are dealt out, not their load: one reader may hold all the busy ones; and with"
            + " a connection a request the one acceptor is full first.",
    tryIt =
        "lab serve --pattern=reader-pool --threads=4; wrk -c9 http://localhost:8080/plaintext; curl"
            + " localhost:8080/stats",
    next = "message-balancing, because a busy connection should not hold up its neighbours")
public final class ReaderPool implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    EventLoop acceptor = wiring.loop("acceptor");
    List<EventLoop> readers = wiring.loops("reader", wiring.threads());
    acceptor.accept(wiring.listen(), wiring.dealTo(readers));
  }
}
