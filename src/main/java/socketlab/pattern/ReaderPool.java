// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import socketlab.net.loop.EventLoop;

@Lesson(
    id = "reader-pool",
    sketch = "listener ─▶ acceptor ─▶ N readers, connection by connection",
    picture =
        """
        clients ──SYN──▶ [ accept queue ] ──accept──▶ acceptor 0
                                              ┌───────────┘  hand-off: each connection to one reader
                                              ├──────────────┬──────────────┐
                                              ▼              ▼              ▼
                                          reader 0       reader 1       reader 2
        clients ◀──requests, answers──▶    its own        its own        its own
        """,
    threads = "1 + N",
    roles =
        "The acceptor touches only the listener. Each reader reads, runs the handlers and answers"
            + " for the connections that it was given, and keeps them until they close.",
    kernel =
        "There is one accept queue, and one thread calls accept4. A hand-off wakes a sleeping"
            + " reader through its eventfd, once for each connection; after that the readers share"
            + " nothing.",
    use =
        "Use it for long-lived connections on several CPUs: the acceptor deals them out evenly."
            + " Netty's two event loop groups and memcached work this way.",
    fails =
        "The acceptor deals out connections, not their load: one reader can end up with all the"
            + " busy ones. When each request opens a new connection, the single acceptor can become"
            + " the bottleneck.",
    tryIt =
        """
        ./lab serve --pattern=reader-pool --threads=4 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load http://localhost:8080/plaintext --connections=9 --duration=3s
        curl -s localhost:8080/stats                    # how many connections each reader got
        kill $server
        """,
    next = "message-balancing, because a busy connection should not delay the others of its reader",
    seeAlso = {"head-of-line", "accept-bottleneck", "message-balancing", "hand-off", "--balance"})
public final class ReaderPool implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    EventLoop acceptor = wiring.loop("acceptor");
    List<EventLoop> readers = wiring.loops("reader", wiring.threads());
    acceptor.accept(wiring.listen(), wiring.dealTo(readers));
  }

  @Override
  public Set<PatternOption> options() {
    return EnumSet.of(PatternOption.THREADS, PatternOption.BALANCE, PatternOption.PIN);
  }
}
