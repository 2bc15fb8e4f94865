// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.patterns;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.claim.Series;
import socketlab.experiment.tool.Median;
import socketlab.experiment.tool.client.ClosedLoop;
import socketlab.experiment.tool.server.PatternServer;
import socketlab.linux.process.Threads;
import socketlab.pattern.MessageBalancing;

@Claim(
    id = "process-and-thread",
    question =
        "How many threads should a server have: what do more threads bring, and what do they cost?",
    setup =
        """
        threads a CPU          1          4          16         64

        work that computes     ▆▆▆▆       ?          ?          ?       requests a second
        work that waits        ▏          ?          ?          ?       requests a second
        """,
    picture =
        """
        threads a CPU          1          4          16         64

        work that computes     ▆▆▆▆       ▆▆▆▆       ▆▆▆▆       ▆▆▆▆      the CPUs were busy already
        work that waits        ▏          ▎          ▆          ▆▆▆▆▆▆    each brings its share
        """,
    sources = {
      "The lecture Process and thread: as many as CPUs for work that computes, more for work that"
          + " waits",
      "Documentation/scheduler/sched-eevdf.rst; update_deadline in kernel/sched/fair.c: a thread"
          + " runs for base_slice_ns however many others wait"
    },
    outcomes = {
      @Outcome(
          name = "more-only-for-waiting",
          grade = EXPECTED,
          choice =
              "More threads bring more answers only where the work waits; the switches per request"
                  + " stay the same.",
          why =
              "A CPU that computes cannot compute more: with more threads than CPUs, the server"
                  + " answers no more requests for the same CPU time, and each answer takes that"
                  + " many times longer. A thread that waits leaves its CPU to others, so with"
                  + " waiting work every thread adds its share. It is often said that context"
                  + " switches multiply with the threads, but this scheduler does not do that: a"
                  + " thread runs for a slice whose length does not depend on how many wait, so the"
                  + " number of switches per request stays the same."),
      @Outcome(
          name = "switches-multiply",
          grade = INTERESTING,
          choice =
              "More threads bring more answers only where the work waits, and the switches per"
                  + " request multiply.",
          why =
              "As expected, but with many threads a computing request was switched out more than"
                  + " four times as often: this scheduler shortens its slices (CFS, before 6.6)."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "Something else, for example: more threads bring more answers in both cases.",
          why =
              "More threads computed more for the same CPU time, or did not help the requests that"
                  + " wait.")
    },
    verdict = {
      "With 64 times as many threads, work that computes got {*computes: requests a second} times"
          + " the requests a second and {*computes: requests per CPU second} times the requests a"
          + " second of CPU time; each took {*computes: time of a request} times as long.",
      "Work that waits got {*waits: requests a second} times the requests a second."
    },
    cost = Cost.MEASURES,
    seconds = 15,
    tryIt =
        """
        ./lab serve --pattern=message-balancing --workers=64 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load 'http://localhost:8080/work?sleep=25' --connections=128 --duration=8s & sleep 3
        vmstat 1 4   # column cs: context switches a second
        wait $!; kill $server
        """,
    seeAlso = {
      "memory-a-connection",
      "head-of-line",
      "message-balancing",
      "thread-per-connection",
      "--workers",
      "worker"
    })
public final class ProcessAndThread implements Experiment {
  private static final int CPUS = Runtime.getRuntime().availableProcessors();
  private static final int[] THREADS_A_CPU = {1, 4, 16, 64};
  private static final int ROUNDS = 3;
  private static final int SLEEP_MILLIS = 25;

  /** Of a generator of random numbers, each of which needs the one before: about a millisecond. */
  private static final int STEPS = 500_000;

  private static final int LEAST_REQUESTS = 50;

  /** Compiled by then. */
  private static final int WARMUP = 200;

  private static volatile long result;

  /** What all rounds saw of one kind of work, by threads: a value a round. */
  private record Seen(String work, Map<Integer, List<Price>> rounds, PatternServer.Work handler) {
    Seen(String work, PatternServer.Work handler) {
      this(work, new TreeMap<>(), handler);
    }

    void measure(int threads) throws Exception {
      rounds.computeIfAbsent(threads, _ -> new ArrayList<>()).add(price(threads, handler));
    }

    double median(int threads, ToDoubleFunction<Price> what) {
      return Median.of(rounds.get(threads).stream().map(what::applyAsDouble).toList());
    }

    /** How many times more with the most threads than with one a CPU. */
    double growth(ToDoubleFunction<Price> what) {
      return median(most(), what) / median(CPUS, what);
    }

    void draw(String title, String y, ToDoubleFunction<Price> what, Notes notes) {
      notes.series(
          new Series(
              work + ": " + title,
              "threads",
              y,
              rounds.keySet().stream()
                  .map(threads -> new Series.Point(threads, median(threads, what)))
                  .toList()));
    }
  }

  /**
   * What one round saw.
   *
   * @param perSecond requests
   * @param perCpuSecond requests for a second of the workers' CPU time
   * @param switches of a worker's context a request, of either kind
   * @param millis from a handler's begin to its end, the mean
   */
  private record Price(double perSecond, double perCpuSecond, double switches, double millis) {}

  /** The workers' counters at one moment. */
  private record Look(long nanos, long requests, long handling, long switches, long cpu) {}

  @Override
  public String run(Notes notes) throws Exception {
    Seen computes = new Seen("computes", _ -> compute());
    Seen waits = new Seen("waits", _ -> Thread.sleep(SLEEP_MILLIS));
    for (int i = 0; i < WARMUP; i++) {
      compute();
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int each : THREADS_A_CPU) {
        computes.measure(each * CPUS);
        waits.measure(each * CPUS);
      }
    }
    for (Seen seen : List.of(computes, waits)) {
      seen.draw("throughput", "requests a second", Price::perSecond, notes);
      seen.draw("context switches", "a request", Price::switches, notes);
    }
    double computed = computes.growth(Price::perCpuSecond);
    double waited = waits.growth(Price::perSecond);
    double switched = computes.growth(Price::switches);
    String times = most() + " threads / " + CPUS + ", ";
    notes.figure(times + "computes: requests per CPU second", "", "about 1", "schedstat", computed);
    notes.figure(
        times + "computes: requests a second", "", "", "clock", computes.growth(Price::perSecond));
    notes.figure(
        times + "computes: time of a request", "", "", "clock", computes.growth(Price::millis));
    notes.figure(
        times + "computes: switches per request", "", "4 or less", "/proc/self/task", switched);
    notes.figure(times + "waits: requests a second", "", "16 or more", "clock", waited);
    notes.figure(
        times + "waits: time of a request", "", "about 1", "clock", waits.growth(Price::millis));
    if (computed < 0.5 || computed > 2 || waited < 16) {
      return "something-else";
    }
    return switched > 4 ? "switches-multiply" : "more-only-for-waiting";
  }

  private static int most() {
    return THREADS_A_CPU[THREADS_A_CPU.length - 1] * CPUS;
  }

  private static void compute() {
    long x = 88172645463325252L;
    for (int i = 0; i < STEPS; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    result = x;
  }

  private static Price price(int threads, PatternServer.Work work) throws Exception {
    AtomicLong handling = new AtomicLong();
    PatternServer.Work timed =
        request -> {
          long began = System.nanoTime();
          work.run(request);
          handling.addAndGet(System.nanoTime() - began);
        };
    try (PatternServer server = PatternServer.start(new MessageBalancing(), threads, timed)) {
      return new ClosedLoop(server.url(), 2 * threads, false)
          .during(
              () -> {
                server.awaitHandled(2 * threads);
                Look from = look(server, handling);
                server.awaitHandled(Math.max(LEAST_REQUESTS, 4 * threads));
                Look to = look(server, handling);
                double requests = to.requests() - from.requests();
                return new Price(
                    requests * 1e9 / (to.nanos() - from.nanos()),
                    requests * 1e9 / (to.cpu() - from.cpu()),
                    (to.switches() - from.switches()) / requests,
                    (to.handling() - from.handling()) / 1e6 / requests);
              });
    }
  }

  private static Look look(PatternServer server, AtomicLong handling) {
    long switches = 0;
    long cpu = 0;
    for (int tid : server.handlerTids()) {
      Threads.ContextSwitches of = Threads.contextSwitches(tid);
      switches += of.voluntary() + of.involuntary();
      cpu += Threads.cpuTime(tid).ran();
    }
    return new Look(System.nanoTime(), server.handled(), handling.get(), switches, cpu);
  }
}
