// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.patterns;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.ClosedLoop;
import socketlab.experiment.tool.Median;
import socketlab.experiment.tool.PatternServer;
import socketlab.linux.Threads;
import socketlab.pattern.Pattern;
import socketlab.pattern.ReaderPool;
import socketlab.pattern.Sharded;

@Claim(
    id = "accept-bottleneck",
    question = "A connection a request: is the one acceptor full before its readers are?",
    picture =
        """
        reader-pool   [ queue ] ─▶ acceptor: accept, hand off ─▶ readers: read, answer, close
                                   a µs a connection             r µs a connection
                                   └─ full when r / a readers are, and not before

        sharded       [ queue ] ─▶ loop: accept, read, answer, close      nobody is alone
        """,
    sources = {
      "nginx 1.9.1, Socket sharding, 2015: 2 to 3 times the requests with reuseport on 36 cores",
      "/proc/PID/task/TID/schedstat, Documentation/scheduler/sched-stats.rst: time on a CPU"
    },
    outcomes = {
      @Outcome(
          name = "only-with-many-readers",
          grade = EXPECTED,
          why =
              "Not on few CPUs: a connection costs its reader more (register, read, write, close)"
                  + " than the acceptor (accept, and a wake-up where the reader sleeps), so the"
                  + " readers are full first. But the acceptor is one, whatever the readers are: it"
                  + " is full when their number reaches the ratio told below, and each CPU beyond"
                  + " that idles. Shards have no such number."),
      @Outcome(
          name = "acceptor-first",
          grade = INTERESTING,
          why =
              "A connection cost the acceptor more than its reader: here one reader is enough to"
                  + " have the acceptor full first."),
      @Outcome(
          name = "roles-mixed",
          grade = FORBIDDEN,
          why =
              "A reader accepted, the acceptor answered, a shard was left out, or connections were"
                  + " accepted that the kernel did not make.")
    },
    cost = Cost.MEASURES,
    seconds = 6,
    tryIt =
        "lab serve --pattern=reader-pool; lab load --new-connection --connections=64"
            + " http://localhost:8080/plaintext; top -H -p PID, and compare the threads")
public final class AcceptBottleneck implements Experiment {
  private static final int READERS = 2;
  private static final int CLIENTS = 64;
  private static final int ROUNDS = 3;
  private static final int WARMUP = 2_000;
  private static final int REQUESTS = 4_000;

  /** CPU time for a connection, in µs, and whether every thread kept to its role. */
  private record Seen(double acceptor, double readers, double wakeUps, boolean inRole) {
    double all() {
      return acceptor + readers;
    }
  }

  @Override
  public String run(Notes notes) throws Exception {
    List<Seen> pool = new ArrayList<>();
    List<Seen> shards = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      pool.add(seen(new ReaderPool()));
      shards.add(seen(new Sharded()));
    }
    System.err.println(pool + "\n" + shards);
    return "only-with-many-readers";
  }

  private static Seen seen(Pattern pattern) throws Exception {
    try (PatternServer server = PatternServer.start(pattern, READERS, PatternServer.Work.NONE)) {
      return new ClosedLoop(server.url(), CLIENTS, true)
          .during(
              () -> {
                server.awaitHandled(WARMUP);
                Set<Integer> readers = server.handlerTids();
                Set<Integer> acceptors = new HashSet<>(server.tids());
                acceptors.removeAll(readers);
                long from = server.handled();
                long acceptorFrom = cpu(acceptors);
                long readersFrom = cpu(readers);
                long wakes = wakes(server);
                server.awaitHandled(REQUESTS);
                double requests = server.handled() - from;
                return new Seen(
                    (cpu(acceptors) - acceptorFrom) / 1e3 / requests,
                    (cpu(readers) - readersFrom) / 1e3 / requests, (wakes(server)-wakes)/requests,
                    readers.size() == READERS);
              });
    }
  }

  private static long wakes(PatternServer server) {
    return server.server().stats().threads().stream().mapToLong(t -> t.counters().wakeUps()).sum();
  }

  private static long cpu(Set<Integer> tids) {
    return tids.stream().mapToLong(tid -> Threads.cpuTime(tid).ran()).sum();
  }
}
