// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.List;
import socketlab.net.loop.EventLoop;
import socketlab.net.listen.Listener;

@Lesson(
    id = "multi-acceptor",
    sketch = "one listener ─▶ N loops, each accepts, reads and works",
    picture =
        """
        clients ──SYN──▶ [ accept queue ]   one queue, N that take from it
                           │    │    │
                 ┌─accept──┘  accept └──accept─┐
                 ▼             ▼               ▼
              loop 0         loop 1          loop 2
             its own        its own         its own     connections, read and worked on
        """,
    threads = "N",
    roles =
        "Every loop accepts from the one listener and keeps what it accepted. They share the"
            + " listener and nothing else.",
    kernel =
        "One descriptor in N epoll sets. On the Selector a new connection wakes every idle loop,"
            + " one gets it, the others find nothing; and the JDK's accept lock"
            + " (ServerSocketChannelImpl.acceptLock) lets only one of them into accept at a time."
            + " The epoll transport asks for EPOLLEXCLUSIVE: one is woken, of the idle ones the"
            + " first that registered.",
    use =
        "Several CPUs, one queue: nobody waits while any loop is free (nginx before reuseport,"
            + " Apache prefork).",
    fails =
        "Who is awake accepts most, so connections pile up on few loops; and on the Selector"
            + " every idle loop is woken for nothing.",
    tryIt =
        "lab serve --pattern=multi-acceptor --threads=4; wrk -c64 http://localhost:8080/plaintext;"
            + " curl localhost:8080/stats",
    next = "sharded, because the shared queue itself can go")
public final class MultiAcceptor implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    List<Listener> listeners = wiring.listen();
    for (EventLoop loop : wiring.loops("loop", wiring.threads())) {
      loop.accept(listeners, loop::adopt);
    }
  }
}
