// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import socketlab.net.loop.EventLoop;
import socketlab.net.work.Workers;

@Lesson(
    id = "message-balancing",
    sketch = "listener ─▶ one loop: accept, read, parse ─▶ N workers, message by message",
    picture =
        """
        clients ──SYN──▶ [ accept queue ] ──accept──┐
                                                    ▼
                                    ┌───────── loop 0 ─────────┐
        clients ◀──answers──────────│ accept · read · parse    │
        clients ───requests────────▶│ answers in request order │
                                    └───┬──────────────────▲───┘
                              one message│                 │its answer
                                        ▼                  │
                                  [ hand-off queue ]       │
                                   ▼      ▼      ▼         │
                                worker 0  1      2 ────────┘
        """,
    threads = "1 + workers",
    roles =
        "The loop owns every connection. Workers run handlers and touch no socket; they get a copy"
            + " of the request and give back bytes.",
    kernel =
        "The loop's calls are those of single-thread; each hand-off to a sleeping worker, and each"
            + " answer to a sleeping loop, is a wake-up more (futex, eventfd).",
    use =
        "Handlers that wait or take long: a message waits for the next free worker, never behind a"
            + " slow neighbour (a database's worker pool, RAMCloud's dispatch).",
    fails =
        "The one loop parses everything, and the two wake-ups a message cost more than a short"
            + " handler does.",
    tryIt =
        "lab serve --pattern=message-balancing --workers=4; curl localhost:8080/work?sleep=3000 &"
            + " curl localhost:8080/plaintext",
    next = "multi-acceptor, because the one loop is a limit too")
public final class MessageBalancing implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    Workers workers = wiring.workerPool();
    EventLoop loop = wiring.loop("loop", workers);
    loop.accept(wiring.listen(), loop::adopt);
  }
}
