// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.load;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;

import java.io.IOException;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.client.LoadPlans;
import socketlab.experiment.tool.server.NioServers;
import socketlab.load.LoadResult;
import socketlab.load.LoadRun;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.pattern.Server;
import socketlab.pattern.SingleThread;
import socketlab.pattern.ThreadPerConnection;

@Claim(
    id = "little",
    question = "Do the rate, the latency and the requests under way of a load run fit together?",
    setup =
        """
                     ┌───────── L requests under way ─────────┐
        λ a second ─▶│ ▒▒▒▒▒▒▒▒   each stays for W   ▒▒▒▒▒▒▒▒ │─▶ λ a second
                     └────────────────────────────────────────┘

        8 connections side by side; 8 behind one thread; 100 a second that wait for no answer
        L is measured by the clock; λ and W come from counting and timing: what is L?
        """,
    picture =
        """
                     ┌───────── L requests under way ─────────┐
        λ a second ─▶│ ▒▒▒▒▒▒▒▒   each stays for W   ▒▒▒▒▒▒▒▒ │─▶ λ a second
                     └────────────────────────────────────────┘
                           L = λ · W, whatever is in the box

        L: the area below the curve of requests under way, measured by the clock. λ and W: the
        number and the times of the requests; the same area, cut the other way. When each
        connection always has one request under way, L is known: it is their number
        """,
    sources = {"J. D. C. Little, A Proof for the Queuing Formula: L = λW, 1961"},
    outcomes = {
      @Outcome(
          name = "adds-up",
          grade = EXPECTED,
          choice = "Yes: L = λ · W within 1 %, for each of the three loads.",
          why =
              "Yes, within 1 %: for handlers side by side, for handlers behind one thread, and for"
                  + " arrivals that wait for no answer. The law assumes no distribution and no"
                  + " order, so a run that breaks it has counted or timed wrongly, and lab load"
                  + " refuses its result. With a fixed number of connections the law also says that"
                  + " a server that is twice as slow has half the rate: there, one of the two"
                  + " figures adds nothing new."),
      @Outcome(
          name = "does-not-add-up",
          grade = FORBIDDEN,
          choice = "No: it depends on the order in which requests are served.",
          why = "The three figures do not fit, or the generator refused its own result.")
    },
    verdict = {
      "8 side by side: λ is {8 side by side: completed}, W is {8 side by side: mean latency}, L is"
          + " {8 side by side: under way}, and L / (λ W) is {8 side by side: L / (λ W)}.",
      "8 behind one thread: λ is {8 behind one thread: completed}, W is {8 behind one thread: mean"
          + " latency}, and L / (λ W) is {8 behind one thread: L / (λ W)}.",
      "100 a second: W is {100/s, 50 ms each: mean latency}, L is {100/s, 50 ms each: under way},"
          + " and L / (λ W) is {100/s, 50 ms each: L / (λ W)}."
    },
    cost = Cost.MEASURES,
    seconds = 14,
    tryIt =
        """
        ./lab serve --pattern=thread-per-connection & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load 'http://localhost:8080/work?sleep=5' --connections=8   # multiply rate and mean latency
        kill $server
        """,
    seeAlso = {
      "coordinated-omission",
      "same-mean-different-tail",
      "Little's law",
      "closed loop",
      "--connections"
    })
public final class LittlesLaw implements Experiment {
  private static final int SECONDS = 3;
  private static final int CONNECTIONS = 8;
  private static final double TOLERANCE = 0.01;

  @Override
  public String run(Notes notes) throws Exception {
    boolean fits;
    try (Server server = NioServers.start(new ThreadPerConnection())) {
      fits =
          fits(
                  "8 side by side",
                  LoadPlans.closed(server, "/work?sleep=5", CONNECTIONS, SECONDS),
                  notes)
              & fits(
                  "100/s, 50 ms each",
                  LoadPlans.open(server, "/work?sleep=50", 100, Arrivals.POISSON, 40, SECONDS),
                  notes);
    }
    try (Server server = NioServers.start(new SingleThread())) {
      LoadPlan plan = LoadPlans.closed(server, "/work?sleep=2", CONNECTIONS, SECONDS);
      fits &= fits("8 behind one thread", plan, notes);
    }
    return fits && notes.allAsExpected() ? "adds-up" : "does-not-add-up";
  }

  private static boolean fits(String name, LoadPlan plan, Notes notes)
      throws IOException, InterruptedException {
    LoadResult result = new LoadRun(plan, _ -> {}).run();
    double mean = result.uncorrected().getMean() / 1e6;
    double counted = result.busy() / result.busyByLaw();
    notes.figure(name + ": completed", "1/s", "", "λ, the generator", result.achievedRate());
    notes.figure(name + ": mean latency", "ms", "", "W, the histogram", mean);
    notes.figure(
        name + ": λ W, with the requests at the edges", "", "", "both", result.busyByLaw());
    notes.figure(name + ": under way", "", "", "L, the clock", result.busy());
    notes.figure(name + ": L / (λ W)", "", "0.99 to 1.01", "all three", counted);
    notes.figure(name + ": requests that failed", "", 0, "the generator", result.failed());
    boolean fits = isOne(counted) && result.refusal().isEmpty();
    if (!plan.isOpen()) {
      double known = plan.connections() / result.busyByLaw();
      notes.figure(name + ": connections / (λ W)", "", "0.99 to 1.01", "λ and W", known);
      fits &= isOne(known);
    }
    return fits;
  }

  private static boolean isOne(double ratio) {
    return Math.abs(ratio - 1) <= TOLERANCE;
  }
}
