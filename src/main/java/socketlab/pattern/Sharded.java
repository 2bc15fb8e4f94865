// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.List;
import socketlab.net.loop.EventLoop;
import socketlab.net.listen.Listener;

@Lesson(
    id = "sharded",
    sketch = "N listeners on one address ─▶ N loops that share nothing",
    picture =
        """
        clients ──SYN──▶ kernel: hash of (source, destination), or the CPU with --pin
                           │              │              │
                           ▼              ▼              ▼
                    [ queue 0 ]     [ queue 1 ]    [ queue 2 ]    one address, SO_REUSEPORT
                           │accept        │accept        │accept
                           ▼              ▼              ▼
                        loop 0         loop 1         loop 2
                       its own        its own        its own      connections, read and worked on
        """,
    threads = "N",
    roles =
        "A shard is a listener, its queue and a loop that accepts, reads and works. No shard"
            + " touches another's.",
    kernel =
        "SO_REUSEPORT before bind makes a group of listeners; the kernel picks one for each SYN by"
            + " a hash of the four-tuple, or by a BPF program. A new connection wakes exactly one"
            + " loop.",
    use =
        "Many short connections on many CPUs: no shared queue, no shared lock (nginx reuseport,"
            + " Envoy).",
    fails =
        "The hash knows nothing of load: a connection may wait in the queue of a busy shard while"
            + " another idles; and closing one shard resets what its queue holds.",
    tryIt =
        "lab serve --pattern=sharded --threads=4; ss -lnt 'sport = :8080'; wrk -c64"
            + " http://localhost:8080/plaintext; curl localhost:8080/stats",
    next = "thread-per-connection, because none of this is needed while threads are cheap enough")
public final class Sharded implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    for (List<Listener> shard : wiring.listenShards(wiring.threads())) {
      EventLoop loop = wiring.loop("loop");
      loop.accept(shard, loop::adopt);
    }
  }
}
