// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import socketlab.net.blocking.BlockingReaders;
import socketlab.net.loop.EventLoop;
import socketlab.net.Transport;

@Lesson(
    id = "thread-per-connection",
    sketch = "listener ─▶ acceptor ─▶ a platform thread for each connection, blocking",
    picture =
        """
        clients ──SYN──▶ [ accept queue ] ──accept──▶ acceptor 0
                                                      │  │  │  a new thread for each
                                          ┌───────────┘  │  └───────────┐
                                          ▼              ▼              ▼
                                       reader 0       reader 1       reader 2 …
                                       read ─ work    read ─ work    read ─ work
                                         └─ write       └─ write       └─ write
        """,
    threads = "1 + a platform thread a connection",
    roles =
        "The acceptor starts a thread and forgets the connection. The thread reads, works and"
            + " writes for its one connection, and sleeps in the kernel in between.",
    kernel =
        "No epoll for the readers: each is blocked in read, and the kernel's scheduler is the event"
            + " loop. Every request is a wake-up and a context switch.",
    use =
        "Few, long, or waiting connections, and code that reads from top to bottom (PostgreSQL,"
            + " Apache worker).",
    fails =
        "Ten thousand idle connections are ten thousand stacks; a burst of connections is a burst"
            + " of clone calls.",
    tryIt =
        "lab serve --pattern=thread-per-connection; wrk -c256 http://localhost:8080/plaintext; ps"
            + " -o nlwp,rss -p PID",
    next = "virtual-threads, because the code is right and only the threads are too dear")
public final class ThreadPerConnection implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    BlockingReaders readers = wiring.blockingReaders(Thread.ofPlatform());
    EventLoop acceptor = wiring.loop("acceptor");
    acceptor.accept(wiring.listen(), readers::adopt);
  }

  @Override
  public boolean runsOn(Transport transport) {
    return transport == Transport.NIO;
  }
}
