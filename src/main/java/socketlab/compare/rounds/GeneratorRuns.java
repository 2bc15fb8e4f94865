// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import socketlab.compare.data.GeneratorCheck;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.data.Sample.Phase;
import socketlab.compare.judge.Judge;
import socketlab.compare.judge.Statistics;
import socketlab.compare.load.Generator;
import socketlab.compare.load.LabLoad;
import socketlab.compare.load.Wrk;
import socketlab.compare.measure.RepeatableTurn;
import socketlab.compare.measure.Turn;
import socketlab.compare.peer.Candidates;
import socketlab.compare.plan.Plan;
import socketlab.compare.plan.Workloads;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.ServerProcess;
import socketlab.linux.process.ProcessUsage;

/**
 * The generator under test: {@code lab load} and wrk take turns at one nginx, and then the lab's is
 * asked for rates that leave it CPU to spare.
 */
final class GeneratorRuns {
  private static final List<String> LOADS = List.of("plaintext", "pipelined");
  private static final int CONNECTIONS = 64;

  /** The JVM's own compiler needs about so long, where the plan allows it. */
  private static final int MOST_WARM_UP_SECONDS = 4;

  /** Requests a second; the last is this share of what it can at full speed. */
  private static final List<Double> RATES = List.of(1_000.0, 10_000.0);

  private static final double SHARE = 0.4;

  private final Plan plan;
  private final RawFolder raw;
  private final Progress progress;
  private final Candidate server = Candidates.byName("nginx");
  private final Generator ours = new LabLoad();
  private final Generator theirs = new Wrk();
  private final CampaignNotes remarks;
  private final List<Sample> samples = new ArrayList<>();

  GeneratorRuns(Plan plan, RawFolder raw, Progress progress, CampaignNotes remarks) {
    this.plan = plan;
    this.raw = raw;
    this.progress = progress;
    this.remarks = remarks;
  }

  static double plannedSeconds(Plan plan) {
    double turns = plan.rounds() * (2.0 * plan.roundSeconds() + warmUp(plan));
    double rates = (RATES.size() + 1.0) * plan.rounds() * (plan.roundSeconds() + warmUp(plan));
    return LOADS.size() * turns + rates;
  }

  private static int warmUp(Plan plan) {
    return Math.min(MOST_WARM_UP_SECONDS, plan.warmUpSeconds());
  }

  /** Why it cannot be done here, in one line. */
  Optional<String> missing() {
    return server.missing().map(reason -> "nginx: " + reason).or(theirs::missing);
  }

  /**
   * @throws IOException when it could not be done to its end, in one line
   */
  GeneratorCheck run() throws IOException, InterruptedException {
    List<Load> loads =
        LOADS.stream().map(name -> Workloads.byName(name, CONNECTIONS).orElseThrow()).toList();
    try (ServerProcess process = server.start(Candidate.Setting.of(plan.cpus()))) {
      Random random = new Random(plan.seed());
      for (Load load : loads) {
        Generator.Task task =
            Generator.Task.of(load, process.address(), plan.roundSeconds(), plan.cpus());
        for (int round = 1; round <= plan.rounds(); round++) {
          List<Generator> order = new ArrayList<>(List.of(theirs, ours));
          Collections.shuffle(order, random);
          for (int turn = 1; turn <= order.size(); turn++) {
            Generator generator = order.get(turn - 1);
            int current = round;
            int place = turn;
            keep(
                plan.roundSeconds() + (generator == ours ? warmUp(plan) : 0),
                "%s, round %d of %d, %s"
                    .formatted(load.name(), round, plan.rounds(), generator.name()),
                () -> fullSpeed(generator, task, current, place));
          }
        }
      }
      Generator.Task task =
          Generator.Task.of(loads.getFirst(), process.address(), plan.roundSeconds(), plan.cpus());
      int round = 0;
      for (double rate : rates(loads.getFirst())) {
        for (int i = 1; i <= plan.rounds(); i++) {
          int current = ++round;
          keep(
              plan.roundSeconds() + warmUp(plan),
              "asked for %,.0f requests/s, round %d of %d".formatted(rate, i, plan.rounds()),
              () -> aRate(task.atRate(rate, warmUp(plan)), current));
        }
      }
    }
    Judge judge = new Judge(samples, plan.seed());
    return new GeneratorCheck(
        server.name(),
        theirs.name(),
        loads,
        samples,
        judge.summaries(),
        judge.against(theirs.name()),
        achieved());
  }

  /** One turn's trouble is not to cost all the figures. */
  private void keep(double seconds, String what, RepeatableTurn<Sample> turn)
      throws InterruptedException {
    String said;
    try {
      Sample sample = RepeatableTurn.atMostTwice(turn);
      samples.add(sample);
      said =
          "%,9.1f requests/s %7.2f µs of its CPU/request"
              .formatted(
                  sample.value(Metric.THROUGHPUT).orElse(0),
                  sample.value(Metric.GENERATOR_CPU).orElse(0));
    } catch (IOException e) {
      remarks.note(
          "The generator, %s: this turn is left out, because: %s.".formatted(what, e.getMessage()));
      said = "left out: " + e.getMessage();
    }
    progress.done(seconds, "the generator  %s  %s".formatted(what, said));
  }

  private Sample fullSpeed(Generator generator, Generator.Task task, int round, int turn)
      throws IOException, InterruptedException {
    long before = ProcessUsage.endedChildrenCpuNanos();
    Generator.Outcome outcome = generator.run(task.warmedUp(warmUp(plan)));
    long used = ProcessUsage.endedChildrenCpuNanos() - before;
    Map<String, Double> values = new LinkedHashMap<>();
    // The lab's tells what it used behind its warm-up; wrk has none, and so all of it counts.
    values.put(
        Metric.GENERATOR_CPU.id(),
        outcome
            .values()
            .getOrDefault(Metric.GENERATOR_CPU, used / 1e3 / Math.max(1, outcome.requests())));
    values.put(Metric.THROUGHPUT.id(), outcome.requests() / outcome.seconds());
    return sample(generator, task.load(), Phase.SATURATION, round, turn, outcome, values);
  }

  private Sample aRate(Generator.Task task, int round) throws IOException, InterruptedException {
    Turn done = Turn.atARate(ours, task);
    return sample(ours, task.load(), Phase.FIXED_RATE, round, 1, done.outcome(), done.values());
  }

  private Sample sample(
      Generator generator,
      Load load,
      Phase phase,
      int round,
      int turn,
      Generator.Outcome outcome,
      Map<String, Double> values)
      throws IOException {
    raw.add("generator", generator.name() + ", " + load.name(), phase, round, turn, outcome.text());
    return new Sample(
        load.name(),
        generator.name(),
        1,
        phase,
        round,
        turn,
        outcome.seconds(),
        outcome.requests(),
        outcome.errors(),
        values);
  }

  private List<Double> rates(Load load) {
    double[] full = Judge.values(samples, load.name(), ours.name(), 1, Metric.THROUGHPUT);
    List<Double> rates = new ArrayList<>(RATES);
    double last =
        full.length == 0 ? 0 : Math.round(SHARE * Statistics.median(full) / 1_000) * 1_000.0;
    if (last > rates.getLast()) {
      rates.add(last);
    }
    return rates;
  }

  private List<GeneratorCheck.Rate> achieved() {
    List<Sample> held =
        samples.stream().filter(sample -> sample.phase() == Phase.FIXED_RATE).toList();
    List<GeneratorCheck.Rate> rates = new ArrayList<>();
    for (double asked :
        held.stream()
            .mapToDouble(sample -> sample.value(Metric.ASKED).orElseThrow())
            .distinct()
            .toArray()) {
      double[] achieved =
          held.stream()
              .filter(sample -> sample.value(Metric.ASKED).orElseThrow() == asked)
              .mapToDouble(sample -> sample.value(Metric.THROUGHPUT).orElseThrow())
              .toArray();
      rates.add(
          new GeneratorCheck.Rate(
              asked,
              achieved.length,
              Statistics.median(achieved),
              DoubleStream.of(achieved).min().orElseThrow(),
              DoubleStream.of(achieved).max().orElseThrow()));
    }
    return rates;
  }
}
