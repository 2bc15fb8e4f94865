// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
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
                                    └───▲──────────────────┬───┘
                              its answer│                  │one message
                                        │                  ▼
                                        │          [ hand-off queue ]
                                        │                  ├────────────┬────────────┐
                                        │                  ▼            ▼            ▼
                                        │              worker 0     worker 1     worker 2
                                        └──────────────────┴────────────┴────────────┘
        """,
    threads = "1 + workers",
    roles =
        "The loop owns every connection. The workers run the handlers and touch no socket: a worker"
            + " gets a copy of the request and returns the bytes of the answer.",
    kernel =
        "The loop makes the same calls as in single-thread. In addition, each hand-off to a"
            + " sleeping worker and each answer to a sleeping loop needs a wake-up (futex,"
            + " eventfd).",
    use =
        "Use it when handlers wait or take long: the next free worker takes a message, so a message"
            + " never waits behind one slow handler while another worker is free. The worker pools"
            + " of databases and RAMCloud's dispatch work this way.",
    fails =
        "The single loop reads and parses everything, and the two wake-ups for each message cost"
            + " more than a short handler does.",
    tryIt =
        """
        ./lab serve --pattern=message-balancing --workers=4 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        curl -s 'localhost:8080/work?sleep=3000' & sleep 0.5
        curl -s -w ' after %{time_total} s\\n' localhost:8080/plaintext   # it does not wait
        kill $server
        """,
    next = "multi-acceptor, because the single loop is a limit too",
    seeAlso = {
      "head-of-line",
      "process-and-thread",
      "same-mean-different-tail",
      "worker",
      "--workers"
    })
public final class MessageBalancing implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    Workers workers = wiring.workerPool();
    EventLoop loop = wiring.loop("loop", workers);
    loop.accept(wiring.listen(), loop::adopt);
  }

  @Override
  public Set<PatternOption> options() {
    return EnumSet.of(PatternOption.WORKERS, PatternOption.PIN);
  }
}
