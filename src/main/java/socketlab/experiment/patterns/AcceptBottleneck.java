// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.patterns;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Median;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.client.ClosedLoop;
import socketlab.experiment.tool.server.PatternServer;
import socketlab.linux.network.NetCounters;
import socketlab.linux.process.Threads;
import socketlab.net.loop.Part;
import socketlab.pattern.Pattern;
import socketlab.pattern.ReaderPool;
import socketlab.pattern.Sharded;

@Claim(
    id = "accept-bottleneck",
    question =
        "Each request opens a connection: does the one acceptor run out of CPU before its readers"
            + " do?",
    setup =
        """
        reader-pool   [ queue ] ─▶ acceptor: accept, hand off ─▶ readers: read, answer, close
                                   ? µs a connection             ? µs a connection

        sharded       [ queue ] ─▶ loop: accept, read, answer, close
                                   ? µs a connection
        """,
    picture =
        """
        reader-pool   [ queue ] ─▶ acceptor: accept, hand off ─▶ readers: read, answer, close
                                   a µs a connection             r µs a connection
                                   └─ fully used only when r / a readers are

        sharded       [ queue ] ─▶ loop: accept, read, answer, close      no single bottleneck
        """,
    sources = {
      "nginx 1.9.1, Socket sharding, 2015: 2 to 3 times the requests with reuseport on 36 cores",
      "/proc/PID/task/TID/schedstat, Documentation/scheduler/sched-stats.rst: time on a CPU"
    },
    outcomes = {
      @Outcome(
          name = "only-with-many-readers",
          grade = EXPECTED,
          choice = "Not with few readers: a connection costs its reader more than the acceptor.",
          why =
              "Not on few CPUs: a connection costs its reader (register, read, write, close) more"
                  + " CPU time than the acceptor (accept, and a wake-up where the reader sleeps),"
                  + " so the readers are fully used first. But there is only one acceptor: it is"
                  + " fully used when the number of readers reaches the ratio of the two costs, and"
                  + " every CPU beyond that stays idle. Shards have no such limit. (This is"
                  + " calculated from CPU times; to reach the limit takes more CPUs than that.)"),
      @Outcome(
          name = "acceptor-first",
          grade = INTERESTING,
          choice = "Yes, with a single reader already: accepting costs more than answering.",
          why =
              "A connection cost the acceptor more than its reader: here one reader is enough to"
                  + " make the acceptor the bottleneck."),
      @Outcome(
          name = "roles-mixed",
          grade = FORBIDDEN,
          choice = "The threads do not keep to their roles.",
          why =
              "A reader accepted, the acceptor answered, a shard got nothing, or the server"
                  + " accepted connections that the kernel did not make.")
    },
    verdict = {
      "A connection costs the acceptor {acceptor: CPU per connection} of CPU time and its reader"
          + " {reader: CPU per connection}: {readers that fill one acceptor} busy readers fill one"
          + " acceptor.",
      "A shard, which does both, pays {shard: CPU per connection}."
    },
    cost = Cost.MEASURES,
    seconds = 6,
    tryIt =
        """
        ./lab serve --pattern=reader-pool & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load http://localhost:8080/plaintext --new-connection --connections=64 & sleep 5
        top -H -b -n 1 -p $server | head -20   # compare the threads
        wait $!; kill $server
        """,
    seeAlso = {"slow-acceptor", "shard-balance", "reader-pool", "sharded", "acceptor", "accept4"})
public final class AcceptBottleneck implements Experiment {
  private static final String SCHEDSTAT = "schedstat";
  private static final int READERS = 2;
  private static final int CLIENTS = 64;
  private static final int ROUNDS = 3;
  private static final int WARMUP = 2_000;
  private static final int REQUESTS = 4_000;

  /**
   * What one round saw.
   *
   * @param acceptor its CPU time for a connection, in µs; of shards, that of no thread
   * @param readers all readers' CPU time for a connection, in µs
   * @param wakeUps for a connection
   * @param inRole whether every thread did what its role is, and nothing else
   */
  private record Seen(double acceptor, double readers, double wakeUps, boolean inRole) {
    double all() {
      return acceptor + readers;
    }

    double ratio() {
      return readers / acceptor;
    }
  }

  @Override
  public String run(Notes notes) throws Exception {
    List<Seen> pool = new ArrayList<>();
    List<Seen> shards = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      pool.add(seen(new ReaderPool(), round, notes));
      shards.add(seen(new Sharded(), round, notes));
    }
    double ratio = median(pool, Seen::ratio);
    notes.figure("acceptor: CPU per connection", "µs", "", SCHEDSTAT, median(pool, Seen::acceptor));
    notes.figure("reader: CPU per connection", "µs", "", SCHEDSTAT, median(pool, Seen::readers));
    notes.figure("readers that fill one acceptor", "", "more than 1", SCHEDSTAT, ratio);
    notes.figure("wake-ups per connection", "", "1 or less", "/stats", median(pool, Seen::wakeUps));
    notes.figure("shard: CPU per connection", "µs", "", SCHEDSTAT, median(shards, Seen::all));
    notes.figure(
        "reader-pool / sharded: CPU per connection",
        "",
        "",
        SCHEDSTAT,
        Median.ofRatios(
            pool.stream().map(Seen::all).toList(), shards.stream().map(Seen::all).toList()));
    if (!pool.stream().allMatch(Seen::inRole) || !shards.stream().allMatch(Seen::inRole)) {
      return "roles-mixed";
    }
    return ratio > 1 ? "only-with-many-readers" : "acceptor-first";
  }

  private static double median(List<Seen> rounds, Function<Seen, Double> what) {
    return Median.of(rounds.stream().map(what).toList());
  }

  private static Seen seen(Pattern pattern, int round, Notes notes) throws Exception {
    NetCounters before = NetCounters.read();
    try (PatternServer server = PatternServer.start(pattern, READERS, PatternServer.Work.NONE)) {
      Seen seen =
          new ClosedLoop(server.url(), CLIENTS, true)
              .during(
                  () -> {
                    server.awaitHandled(WARMUP);
                    Set<Integer> readers = server.handlerTids();
                    Set<Integer> acceptors = new HashSet<>(server.tids());
                    acceptors.removeAll(readers);
                    double requests = -server.handled();
                    double acceptor = -cpu(acceptors);
                    double reader = -cpu(readers);
                    double wakeUps = -wakeUps(server);
                    server.awaitHandled(REQUESTS);
                    requests += server.handled();
                    acceptor += cpu(acceptors);
                    reader += cpu(readers);
                    wakeUps += wakeUps(server);
                    return new Seen(
                        acceptor / 1e3 / requests,
                        reader / 1e3 / requests,
                        wakeUps / requests,
                        areInRole(server));
                  });
      notes.figure(
          pattern.id() + ", round " + round + ": connections", "", "", connections(server, before));
      return seen;
    }
  }

  /** As the loops count them and as the kernel does, once those on their way have arrived. */
  private static Map<String, Double> connections(PatternServer server, NetCounters before)
      throws InterruptedException {
    LongSupplier accepted = () -> server.server().stats().total().accepted();
    LongSupplier made = () -> NetCounters.read().since(before, "TcpPassiveOpens");
    try {
      Until.holds("all are accepted", () -> accepted.getAsLong() == made.getAsLong());
    } catch (TimeoutException _) {
      // They disagree, and that is what the readings will say.
    }
    Map<String, Double> readings = new LinkedHashMap<>();
    readings.put("/stats", (double) accepted.getAsLong());
    readings.put("TcpPassiveOpens", (double) made.getAsLong());
    return readings;
  }

  /** Who accepts alone answers nobody; who has an acceptor accepts nothing; nobody is idle. */
  private static boolean areInRole(PatternServer server) {
    List<Part.ThreadStats> threads = server.server().stats().threads();
    boolean pool = threads.stream().anyMatch(thread -> thread.role().equals("acceptor"));
    return threads.stream()
        .allMatch(
            thread ->
                (thread.counters().accepted() > 0) == (!pool || thread.role().equals("acceptor"))
                    && (thread.counters().requests() > 0) != thread.role().equals("acceptor"));
  }

  private static double wakeUps(PatternServer server) {
    return server.server().stats().threads().stream()
        .mapToLong(thread -> thread.counters().wakeUps())
        .sum();
  }

  private static double cpu(Set<Integer> tids) {
    return tids.stream().mapToLong(tid -> Threads.cpuTime(tid).ran()).sum();
  }
}
