// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import socketlab.net.loop.EventLoop;

@Lesson(
    id = "single-thread",
    sketch = "listener ─▶ one loop: accept, read, work",
    picture =
        """
        clients ──SYN──▶ [ accept queue ] ──accept──┐
                                                    ▼
                                    ┌───────── loop 0 ─────────┐
        clients ◀──answers──────────│ accept · read · work     │
        clients ───requests────────▶│ every connection is here │
                                    └──────────────────────────┘
        """,
    threads = "1",
    roles =
        "One event loop plays all three roles: acceptor, reader and worker. There is no second"
            + " thread, so nothing is shared and nothing needs a lock.",
    kernel =
        "One call of epoll_wait reports the listener and all connections; accept4, read and write"
            + " follow. No thread ever has to wake another one.",
    use =
        "Use it when no handler ever waits and one CPU is enough: no other pattern costs less a"
            + " request. Redis and Node work this way.",
    fails =
        "When one handler waits, every connection waits, and so does accepting: the accept queue"
            + " fills.",
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        curl -s 'localhost:8080/work?sleep=3000' & sleep 0.5
        curl -s -w ' after %{time_total} s\\n' localhost:8080/plaintext   # it waits for the other request
        kill $server
        """,
    next = "reader-pool, because one CPU is soon fully used",
    seeAlso = {"head-of-line", "slow-reader", "event loop", "head-of-line blocking"})
public final class SingleThread implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    EventLoop loop = wiring.loop("loop");
    loop.accept(wiring.listen(), loop::adopt);
  }

  @Override
  public Set<PatternOption> options() {
    return EnumSet.of(PatternOption.PIN);
  }
}
