// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import socketlab.net.listen.Listener;
import socketlab.net.loop.EventLoop;

@Lesson(
    id = "multi-acceptor",
    sketch = "one listener ─▶ N loops, each accepts, reads and works",
    picture =
        """
        clients ──SYN──▶ [ accept queue ]   one queue, and each loop takes from it
                                ├──────────────┬──────────────┐
                                │accept        │accept        │accept
                                ▼              ▼              ▼
                             loop 0         loop 1         loop 2
                             its own        its own        its own     connections, read and worked on
        """,
    threads = "N",
    roles =
        "Every loop accepts from the same listener and keeps the connections that it accepted. The"
            + " loops share the listener and nothing else.",
    kernel =
        "One listener is registered in N epoll sets. With the Selector (nio), a new connection"
            + " wakes every idle loop; one of them gets it and the others find nothing, and the"
            + " JDK's accept lock (ServerSocketChannelImpl.acceptLock) lets only one thread at a"
            + " time into accept. The epoll transport sets EPOLLEXCLUSIVE, so the kernel wakes one"
            + " loop: the idle loop that registered first.",
    use =
        "Use it when several CPUs should serve one queue: no connection waits while any loop is"
            + " free. nginx without reuseport and Apache prefork work this way.",
    fails =
        "The loops that are awake accept most, so the connections gather on a few loops; with the"
            + " Selector, every idle loop is also woken for nothing.",
    tryIt =
        """
        ./lab serve --pattern=multi-acceptor --threads=4 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load http://localhost:8080/plaintext --connections=64 --duration=3s
        curl -s localhost:8080/stats                    # how many connections each loop accepted
        kill $server
        """,
    next = "sharded, because even the shared queue can be avoided",
    seeAlso = {"fifo-or-lifo", "thundering-herd", "sharded", "shared listener", "EPOLLEXCLUSIVE"})
public final class MultiAcceptor implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    List<Listener> listeners = wiring.listen();
    for (EventLoop loop : wiring.loops("loop", wiring.threads())) {
      loop.accept(listeners, loop::adopt);
    }
  }

  @Override
  public Set<PatternOption> options() {
    return EnumSet.of(PatternOption.THREADS, PatternOption.WAKE_ALL, PatternOption.PIN);
  }
}
