// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.patterns;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.claim.Series;
import socketlab.experiment.tool.Median;
import socketlab.experiment.tool.client.ReconnectingClients;
import socketlab.experiment.tool.client.ReconnectingClients.Asked;
import socketlab.experiment.tool.server.PatternServer;
import socketlab.pattern.MessageBalancing;
import socketlab.pattern.MultiAcceptor;
import socketlab.pattern.Pattern;
import socketlab.pattern.Sharded;

@Claim(
    id = "same-mean-different-tail",
    question = "One queue for all workers, or a queue for each worker: what does a client notice?",
    setup =
        """
        136 clients, a new connection each time; 8 workers, each busy 10 ms a request

        one queue    ■■■■■■■■■■■ ──▶ whoever is free

        shards       ■■■         ──▶ worker 0
                     ■■■■■■■     ──▶ worker 1             hashed to one and stuck with it
                     ■           ──▶ worker 2

        the mean time, and the longest wait: ?
        """,
    picture =
        """
        136 clients, a new connection each time; 8 workers, each busy 10 ms a request

        one queue    ■■■■■■■■■■■ ──▶ whoever is free      each waits for 135 others

        shards       ■■■         ──▶ worker 0             hashed to one and stuck with it:
                     ■■■■■■■     ──▶ worker 1             some wait for few, some for 300,
                     ■           ──▶ worker 2             and 135 on average
        """,
    sources = {
      "Cloudflare, Why does one NGINX worker take all the load?, 2017, and its"
          + " cloudflare-blog/2017-10-accept-balancing: the same mean, a standard deviation of 1.6"
          + " ms against 25.3 ms",
      "Little's law: clients = throughput x mean time, so the mean cannot tell them apart while all"
          + " workers are busy"
    },
    outcomes = {
      @Outcome(
          name = "same-mean-different-tail",
          grade = EXPECTED,
          choice = "The same mean, but with a queue for each worker some wait far longer.",
          why =
              "All workers are busy in both cases, so the throughput, and with it the mean, is the"
                  + " same to a few per cent (a shard whose queue is empty for a moment causes"
                  + " those). But the hash does not know the queues: a client that is hashed to a"
                  + " long queue waits for many others and cannot leave. So look at the deviation"
                  + " and at the worst case, never only at the mean. The figures count how many"
                  + " other clients were answered meanwhile: on a busy machine this takes longer,"
                  + " but the number stays the same. (One accept queue acts as one queue only if"
                  + " connections are taken from it one by one; a loop that takes a batch makes a"
                  + " small queue of its own, which a busy machine shows.)"),
      @Outcome(
          name = "another-mean",
          grade = INTERESTING,
          choice = "With a queue for each worker, the mean is longer by more than a quarter.",
          why =
              "The two means differ by more than a quarter: most requests were not answered in the"
                  + " time, so the long waits are missing."),
      @Outcome(
          name = "no-difference",
          grade = FORBIDDEN,
          choice = "Nothing: the work is the same.",
          why =
              "The waits with shards vary as little as with one queue: connections were not hashed,"
                  + " or the one queue was not shared.")
    },
    verdict = {
      "The mean time was {one queue: mean time} with one queue and {shards: mean time} with"
          + " shards.",
      "While a client waited, at most {one queue: the most} others were answered with one queue and"
          + " {shards: the most} with shards; the deviations are {one queue: their deviation} and"
          + " {shards: their deviation}."
    },
    cost = Cost.MEASURES,
    seconds = 16,
    tryIt =
        """
        for pattern in sharded multi-acceptor; do
          ./lab serve --pattern=$pattern --threads=8 & server=$!
          curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
          ./lab load 'http://localhost:8080/work?sleep=10' --new-connection --connections=136
          kill $server; wait $server
        done
        """,
    seeAlso = {
      "head-of-line",
      "shard-balance",
      "little",
      "message-balancing",
      "sharded",
      "shared listener"
    })
public final class SameMeanDifferentTail implements Experiment {
  private static final int WORKERS = 8;
  private static final int CLIENTS = 17 * WORKERS;

  /** Long beside the time by which a sleeper wakes late. */
  private static final int WORK_MILLIS = 10;

  /** Answers, not seconds: a busy machine gives fewer of them in a time. */
  private static final int WARMUP = 3 * CLIENTS;

  private static final int MEASURED = 7 * CLIENTS;

  /** Taken in turns, so that what else the machine does meets both. */
  private static final int ROUNDS = 3;

  /** What was seen of one pattern, in all rounds. */
  private record Seen(String name, Pattern pattern, List<Double> means, List<Integer> others) {
    Seen(String name, Pattern pattern) {
      this(name, pattern, new ArrayList<>(), new ArrayList<>());
    }

    void ask() throws IOException, InterruptedException {
      try (PatternServer server =
          PatternServer.start(pattern, WORKERS, _ -> Thread.sleep(WORK_MILLIS))) {
        List<Asked> asked =
            ReconnectingClients.ask(server.server().address(), CLIENTS, WARMUP, MEASURED);
        means.add(asked.stream().mapToLong(Asked::nanos).average().orElseThrow() / 1e6);
        asked.forEach(a -> others.add(a.others()));
      }
    }

    double deviation() {
      double mean = mean();
      return Math.sqrt(
          others.stream().mapToDouble(o -> (o - mean) * (o - mean)).average().orElseThrow());
    }

    double mean() {
      return others.stream().mapToInt(o -> o).average().orElseThrow();
    }

    int most() {
      return percentile(100);
    }

    /** How far apart the middle 80 % are: a halt of the machine moves few requests far. */
    int spread() {
      return percentile(90) - percentile(10);
    }

    private int percentile(int percent) {
      List<Integer> sorted = others.stream().sorted().toList();
      return sorted.get((sorted.size() - 1) * percent / 100);
    }

    void tell(Notes notes) {
      notes.figure(name + ": mean time", "ms", "17 x 10 or more", "clock", Median.of(means));
      notes.figure(name + ": others answered meanwhile, mean", "", "about 135", "counter", mean());
      notes.figure(name + ": their deviation", "", "", "counter", deviation());
      notes.figure(name + ": the middle 80 % lie within", "", "", "counter", spread());
      notes.figure(name + ": the most", "", "", "counter", most());
      List<Series.Point> points = new ArrayList<>();
      for (int percent = 1; percent <= 100; percent++) {
        points.add(new Series.Point(percent, percentile(percent)));
      }
      notes.series(
          new Series(
              "Turns waited, " + name,
              "share of the requests, %",
              "others answered meanwhile, at most",
              points));
    }
  }

  @Override
  public String run(Notes notes) throws IOException, InterruptedException {
    Seen one = new Seen("one queue", new MessageBalancing());
    Seen shards = new Seen("shards", new Sharded());
    // One accept queue, but a loop takes what is there and keeps it: after a halt, several.
    Seen batches = new Seen("one accept queue, taken in batches", new MultiAcceptor());
    for (int round = 0; round < ROUNDS; round++) {
      one.ask();
      shards.ask();
      batches.ask();
    }
    one.tell(notes);
    shards.tell(notes);
    batches.tell(notes);

    double means = shards.mean() / one.mean();
    double times = Median.ofRatios(shards.means, one.means);
    double deviations = shards.deviation() / one.deviation();
    double spreads = (double) shards.spread() / Math.max(1, one.spread());
    double worst = (double) shards.most() / one.most();
    notes.figure("shards / one queue: mean", "", "0.8 to 1.25", "counter", means);
    notes.figure("shards / one queue: mean time", "", "about 1", "clock", times);
    notes.figure(
        "shards / one queue: deviation",
        "",
        "5 or more when nothing else runs",
        "counter",
        deviations);
    notes.figure("shards / one queue: middle 80 %", "", "5 or more", "counter", spreads);
    notes.figure("shards / one queue: the most", "", "about 2", "counter", worst);
    if (spreads < 5) {
      return "no-difference";
    }
    return means >= 0.8 && means <= 1.25 ? "same-mean-different-tail" : "another-mean";
  }
}
