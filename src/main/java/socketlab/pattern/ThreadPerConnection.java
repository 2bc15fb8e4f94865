// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import socketlab.net.Transport;
import socketlab.net.blocking.BlockingReaders;
import socketlab.net.loop.EventLoop;

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
    threads = "1 + a platform thread per connection",
    roles =
        "The acceptor starts a thread for the connection and then has nothing more to do with it."
            + " The thread reads, runs the handlers and writes for this one connection, and sleeps"
            + " in the kernel in between.",
    kernel =
        "The readers need no epoll: each one blocks in read, and the kernel's scheduler does the"
            + " work of an event loop. Every request costs a wake-up and a context switch.",
    use =
        "Use it for few connections, or long ones, or ones that wait a lot; the code reads from top"
            + " to bottom. PostgreSQL (with processes) and Apache's worker module work this way.",
    fails =
        "Ten thousand idle connections need ten thousand stacks, and a burst of connections causes"
            + " a burst of clone calls.",
    tryIt =
        """
        ./lab serve --pattern=thread-per-connection & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load http://localhost:8080/plaintext --connections=256 --duration=5s & sleep 3
        ps -o nlwp,rss -p $server                       # threads, and memory in KiB
        wait $!; kill $server
        """,
    next = "virtual-threads, because the code stays the same and only the threads become cheaper",
    seeAlso = {"memory-a-connection", "process-and-thread", "virtual-threads", "blocking"})
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

  @Override
  public Set<PatternOption> options() {
    return EnumSet.noneOf(PatternOption.class);
  }
}
