// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
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
        "One event loop is acceptor, reader and worker at once. Nothing is shared, so nothing is"
            + " locked.",
    kernel =
        "epoll_wait tells the listener and the connections in one list; accept4, read, write"
            + " follow. No thread is ever woken by another.",
    use =
        "Handlers that never wait and one CPU to spend: the least cost a request there is (Redis,"
            + " Node).",
    fails =
        "One handler that waits stops everyone, the accepting too: the accept queue fills behind"
            + " it.",
    tryIt =
        "lab serve --pattern=single-thread; curl localhost:8080/work?sleep=3000 & curl"
            + " localhost:8080/plaintext",
    next = "reader-pool, because one CPU is soon full")
public final class SingleThread implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    EventLoop loop = wiring.loop("loop");
    loop.accept(wiring.listen(), loop::adopt);
  }
}
