// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import socketlab.net.listen.Listener;
import socketlab.net.loop.EventLoop;

@Lesson(
    id = "sharded",
    sketch = "N listeners on one address ─▶ N loops that share nothing",
    picture =
        """
        clients ──SYN──▶ kernel: hash of (source, destination), or the CPU with --pin
                                │              │              │
                                ▼              ▼              ▼
                           [ queue 0 ]    [ queue 1 ]    [ queue 2 ]    one address, SO_REUSEPORT
                                │accept        │accept        │accept
                                ▼              ▼              ▼
                             loop 0         loop 1         loop 2
                             its own        its own        its own      connections, read and worked on
        """,
    threads = "N",
    roles =
        "A shard is a listener, its accept queue, and one loop that accepts, reads and runs the"
            + " handlers. No shard touches anything of another shard.",
    kernel =
        "SO_REUSEPORT, set before bind, makes the listeners a group. For each SYN the kernel"
            + " chooses one of them by a hash of the four-tuple (both addresses and ports), or by a"
            + " BPF program. A new connection wakes exactly one loop.",
    use =
        "Use it for many short connections on many CPUs: there is no shared queue and no shared"
            + " lock. nginx with reuseport and Envoy work this way.",
    fails =
        "The hash does not know the load: a connection can wait in the queue of a busy shard while"
            + " another shard is idle. And when one shard closes, the kernel resets the connections"
            + " in its queue.",
    tryIt =
        """
        ./lab serve --pattern=sharded --threads=4 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ss -lnt 'sport = :8080'                          # four listeners, each with its queue
        ./lab load http://localhost:8080/plaintext --connections=64 --duration=3s
        curl -s localhost:8080/stats                    # how many connections each shard accepted
        kill $server
        """,
    next =
        "thread-per-connection, because none of this is needed as long as threads are cheap enough",
    seeAlso = {"shard-balance", "shard-close", "shard-steering", "shard", "SO_REUSEPORT"})
public final class Sharded implements Pattern {
  @Override
  public void wire(Wiring wiring) throws IOException {
    for (List<Listener> shard : wiring.listenShards(wiring.threads())) {
      EventLoop loop = wiring.loop("loop");
      loop.accept(shard, loop::adopt);
    }
  }

  @Override
  public Set<PatternOption> options() {
    return EnumSet.of(PatternOption.THREADS, PatternOption.PIN);
  }
}
