// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.load;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.claim.Series;
import socketlab.experiment.tool.client.BlockingHttpClient;
import socketlab.experiment.tool.client.LoadPlans;
import socketlab.experiment.tool.server.NioServers;
import socketlab.load.LoadResult;
import socketlab.load.LoadRun;
import socketlab.load.plan.Arrivals;
import socketlab.load.proof.Proof;
import socketlab.pattern.Server;
import socketlab.pattern.SingleThread;

@Claim(
    id = "coordinated-omission",
    question = "A server freezes once: does the 99th percentile show it?",
    setup =
        """
        2,000 requests/s are due, whatever the server does; it has one thread, and there are 8 connections

        time        0 ───────────────▲ frozen for 1.4 s ▲──────────────── 10 s
        due         ||||||||||||||||||||||||||||||||||||||||||||||||||||||||||

        each request is timed twice: from when it was due, and from when it was sent
        the 99th percentile of each: ?
        """,
    picture =
        """
        2,000 requests/s are due, whatever the server does; it has one thread

        time        0 ───────────────▲ frozen for 1.4 s ▲──────────────── 10 s
        due         ||||||||||||||||||||||||||||||||||||||||||||||||||||||||||
        sent on 8   ||||||||||||||||||8                  ||||||||||||||||||||||
        connections                   └ each waits for its answer; 2,800 others are due

        from when it was due    2,800 of 20,000 waited: 14 %
        from when it was sent       8 of 20,000 waited: 0.04 %
        """,
    sources = {
      "G. Tene, How NOT to Measure Latency; the README of wrk2",
      "Of N even arrivals in T, a freeze F delays N·F/T by 0 to F: quantile q is F - (1 - q)·T"
    },
    outcomes = {
      @Outcome(
          name = "omitted",
          grade = EXPECTED,
          choice =
              "Yes, where requests are timed from when they were due; timed from when they were"
                  + " sent, hardly.",
          why =
              "Yes, when each request is timed from the moment when it was due: then the 99th"
                  + " percentile is the calculated one. Timed from when it was sent, it is less"
                  + " than a fiftieth of that: a generator that waits for answers stops measuring"
                  + " just when there is something to measure. The maximum is the same in both, and"
                  + " it belongs to one request."),
      @Outcome(
          name = "busy-machine",
          grade = INTERESTING,
          why =
              "In each of three runs, apart from the freeze, a fifth of all requests was late, or"
                  + " one was late for longer than the freeze, or some never ended: the machine"
                  + " itself delayed the server and the generator, so the calculation for one"
                  + " freeze does not hold."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "Something else, for example: both show it.",
          why =
              "Timed from when requests were due, the generator did not measure the freeze as long"
                  + " as it was.")
    },
    verdict = {
      "The server was frozen for {the server was frozen for}: the 99th percentile of {completed} is"
          + " {P99 from when it was due}, timed from when they were due ({P99 from when it was due,"
          + " calculated} by calculation), and {P99 from when it was sent}, timed from when they"
          + " were sent.",
      "The first is {ratio of the two P99} times the second."
    },
    cost = Cost.MEASURES,
    seconds = 12,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load http://localhost:8080/plaintext --rate=2000 & sleep 5
        curl -s 'localhost:8080/work?sleep=1400'
        wait $!; kill $server
        """,
    seeAlso = {"little", "same-mean-different-tail", "open loop", "intended start", "--rate"})
public final class CoordinatedOmission implements Experiment {
  private static final int RATE = 2_000;
  private static final int CONNECTIONS = 8;
  private static final int SECONDS = 10;
  private static final int FREEZE_MILLIS = 1_400;

  /** Seconds that the generator has told of, the warm-up's too, when the freeze begins. */
  private static final int FREEZE_AFTER = 4;

  /** For the 2,800 that waited to be served, which arithmetic gives no time, by a busy machine. */
  private static final double TOLERANCE = 0.1;

  private static final double LEAST_RATIO = 50;
  private static final int MOST_RUNS = 3;

  /**
   * What came of one run.
   *
   * @param frozen seconds, by the clock of who froze the server
   */
  private record Run(LoadResult result, double frozen) {
    double due(double percentile) {
      return result.latency().getValueAtPercentile(percentile) / 1e9;
    }

    double sent(double percentile) {
      return result.uncorrected().getValueAtPercentile(percentile) / 1e9;
    }

    double expected() {
      return Proof.expected(0.99, frozen, result.seconds());
    }

    boolean isAsArithmeticSays() {
      return Math.abs(due(99) - expected()) <= TOLERANCE * expected()
          && Math.abs(due(100) / sent(100) - 1) < TOLERANCE;
    }

    /** Whether others than the freeze made requests late: by it alone, 86 % are not. */
    boolean isDisturbed() {
      return due(80) > TOLERANCE * frozen
          || due(100) > (1 + TOLERANCE) * frozen
          || sent(99) > frozen / LEAST_RATIO
          || result.unfinished() > CONNECTIONS;
    }
  }

  @Override
  public String run(Notes notes) throws Exception {
    Run run = freezeOnce();
    for (int i = 1; i < MOST_RUNS && run.isDisturbed(); i++) {
      run = freezeOnce();
    }
    note(run, notes);
    if (!notes.allAsExpected()) {
      return "something-else";
    }
    return run.isDisturbed()
        ? "busy-machine"
        : run.isAsArithmeticSays() ? "omitted" : "something-else";
  }

  private static Run freezeOnce() throws Exception {
    try (Server server = NioServers.start(new SingleThread());
        BlockingHttpClient freezer = new BlockingHttpClient(server.address())) {
      AtomicInteger seconds = new AtomicInteger();
      CompletableFuture<Double> frozen = new CompletableFuture<>();
      LoadResult result =
          new LoadRun(
                  LoadPlans.open(
                      server, "/plaintext", RATE, Arrivals.UNIFORM, CONNECTIONS, SECONDS),
                  _ -> {
                    if (seconds.incrementAndGet() == FREEZE_AFTER) {
                      Thread.ofVirtual().start(() -> freeze(freezer, frozen));
                    }
                  })
              .run();
      return new Run(result, frozen.get(FREEZE_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  /** The one thread of the server is asleep for the one who asks, and for everybody. */
  private static void freeze(BlockingHttpClient asker, CompletableFuture<Double> frozen) {
    try {
      byte[] request = BlockingHttpClient.get("/work?sleep=" + FREEZE_MILLIS);
      long began = System.nanoTime();
      asker.ask(request);
      frozen.complete((System.nanoTime() - began) / 1e9);
    } catch (IOException e) {
      frozen.completeExceptionally(e);
    }
  }

  private static void note(Run run, Notes notes) {
    LoadResult result = run.result();
    notes.figure("offered", "requests", "20000", "the generator", result.offered());
    notes.figure("completed", "requests", "as many", "the generator", result.completed());
    notes.figure("failed", "requests", 0, "the generator", result.failed());
    notes.figure("the server was frozen for", "s", "1.4", "the experiment", run.frozen());
    notes.figure("P50 from when it was due", "ms", "", "clock", run.due(50) * 1e3);
    notes.figure("P50 from when it was sent", "ms", "", "clock", run.sent(50) * 1e3);
    notes.figure("P99 from when it was due", "s", "1.3", "clock", run.due(99));
    notes.figure("P99 from when it was due, calculated", "s", "", "F - (1 - q) T", run.expected());
    notes.figure("P99 from when it was sent", "ms", "", "clock", run.sent(99) * 1e3);
    notes.figure("ratio of the two P99", "", "50 or more", "clock", run.due(99) / run.sent(99));
    notes.figure("ratio of the two maxima", "", "about 1", "clock", run.due(100) / run.sent(100));
    notes.series(curve("From when it was due", result.latency()));
    notes.series(curve("From when it was sent", result.uncorrected()));
  }

  /** Latency by quantile, so that each further nine has as much room as the one before. */
  private static Series curve(String title, Histogram latency) {
    List<Series.Point> points = new ArrayList<>();
    for (int i = 0; i <= 80; i++) {
      double nines = i / 20.0;
      double percentile = 100 * (1 - Math.pow(10, -nines));
      points.add(new Series.Point(nines, latency.getValueAtPercentile(percentile) / 1e6));
    }
    return new Series(title, "nines: 1 is P90, 2 is P99, 3 is P99.9", "latency, ms", points);
  }
}
