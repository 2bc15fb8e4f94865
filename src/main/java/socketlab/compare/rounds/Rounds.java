// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.data.Sample.Phase;
import socketlab.compare.judge.ErrorTolerance;
import socketlab.compare.judge.Judge;
import socketlab.compare.judge.Statistics;
import socketlab.compare.load.Generator;
import socketlab.compare.measure.RepeatableTurn;
import socketlab.compare.measure.StolenTime;
import socketlab.compare.measure.Turn;
import socketlab.compare.plan.Plan;
import socketlab.compare.plan.Plan.Work;

/**
 * Loads servers in interleaved rounds: in each, all have one turn, in an order that is shuffled
 * anew. What the machine does meanwhile so falls on all of them alike.
 */
final class Rounds {
  /** Of the generator at a rate: its own JVM is to be warm before it times anything. */
  private static final int GENERATOR_WARM_UP = 3;

  private final Plan plan;
  private final RunningServers running;
  private final RawFolder raw;
  private final Progress progress;
  private final Random random;
  private final CampaignNotes remarks;

  Rounds(
      Plan plan, RunningServers running, RawFolder raw, Progress progress, CampaignNotes remarks) {
    this.plan = plan;
    this.running = running;
    this.raw = raw;
    this.progress = progress;
    this.remarks = remarks;
    this.random = new Random(plan.seed());
  }

  /** How many seconds of load a work is, about; of those who can take part here. */
  static double plannedSeconds(Plan plan, Work work) {
    int servers = Lineup.plannedServers(work);
    double atARate =
        work.share().isPresent()
            ? roundsAtARate(plan) * (plan.roundSeconds() + GENERATOR_WARM_UP)
            : 0;
    double turns = servers + TurnOrder.stretches(servers - 1) - 1.0;
    return servers * (Lineup.plannedSeconds(plan) + atARate)
        + turns * plan.rounds() * plan.roundSeconds();
  }

  /** A third: a percentile is made of thousands of requests, a throughput is one figure. */
  private static int roundsAtARate(Plan plan) {
    return Math.ceilDiv(plan.rounds(), 3);
  }

  /**
   * Measures a work; who cannot do it is skipped.
   *
   * @param before what was measured under the first work
   */
  List<Sample> run(Work work, List<Sample> before) throws IOException, InterruptedException {
    Load load = work.load();
    List<Sample> samples = new ArrayList<>();
    Optional<Generator> generator = Generator.of(plan.generators(), load);
    if (generator.isEmpty()) {
      Generator preferred = plan.generators().getFirst();
      remarks.skip(load.name(), preferred.cannot(load).orElseThrow());
      return samples;
    }
    Lineup lineup = new Lineup(plan, running, progress, remarks);
    List<Participant> entries = lineup.of(work, before);
    lineup.warmUp(entries, generator.get(), load);
    rounds(work, entries, Phase.SATURATION, OptionalDouble.empty(), samples);
    OptionalDouble slowest = slowest(samples, load);
    if (work.share().isPresent() && holding(load).isEmpty()) {
      remarks.skip(load.name() + " at a rate", "no load generator here can keep a rate for it");
    } else if (work.share().isPresent() && slowest.isPresent()) {
      double rate = work.share().getAsDouble() * slowest.getAsDouble();
      rounds(work, entries, Phase.FIXED_RATE, OptionalDouble.of(rate), samples);
    }
    return samples;
  }

  private void rounds(
      Work work, List<Participant> entries, Phase phase, OptionalDouble rate, List<Sample> samples)
      throws IOException, InterruptedException {
    Load load = work.load();
    Participant baseline = phase == Phase.SATURATION ? baseline(entries) : null;
    double planned = plan.roundSeconds() + (rate.isPresent() ? GENERATOR_WARM_UP : 0);
    int count = rate.isPresent() ? roundsAtARate(plan) : plan.rounds();
    StolenTime stolen = new StolenTime();
    GeneratorWarnings warnings = new GeneratorWarnings();
    for (int round = 1; round <= count; round++) {
      List<Participant> order =
          TurnOrder.of(entries.stream().filter(one -> one != baseline).toList(), baseline, random);
      for (int turn = 1; turn <= order.size(); turn++) {
        Participant entry = order.get(turn - 1);
        int current = round;
        int place = turn;
        Sample sample;
        try {
          sample =
              RepeatableTurn.atMostTwice(
                  () ->
                      stolen.during(
                          () -> measure(work, entry, phase, current, place, rate, warnings)));
        } catch (IOException e) {
          // One round's trouble is not to cost the campaign its figures.
          leftOut(load, entry, round, e.getMessage());
          progress.done(planned, entry.name() + " left out: " + e.getMessage());
          continue;
        }
        Optional<String> spoilt = ErrorTolerance.spoiling(sample);
        if (spoilt.isEmpty()) {
          samples.add(sample);
          ErrorTolerance.beside(sample)
              .ifPresent(
                  words -> remarks.note("%s, %s: %s.".formatted(load.name(), entry.name(), words)));
        } else {
          leftOut(load, entry, round, spoilt.get());
        }
        progress.done(
            planned,
            "%s  round %d/%d  %-28s %s"
                .formatted(load.name(), round, count, entry.name(), said(sample)));
      }
    }
    String about = load.name() + (rate.isPresent() ? " at a rate" : "");
    stolen.sentence(about).ifPresent(remarks::note);
    warnings.sentences(about).forEach(remarks::note);
  }

  private Participant baseline(List<Participant> entries) {
    List<String> names = entries.stream().map(one -> one.candidate().name()).sorted().toList();
    return names.isEmpty() ? null : entry(entries, Judge.baseline(names, plan.baseline()));
  }

  private static Participant entry(List<Participant> entries, String name) {
    return entries.stream()
        .filter(one -> one.candidate().name().equals(name) && one.process() == 1)
        .findFirst()
        .orElse(null);
  }

  private void leftOut(Load load, Participant entry, int round, String reason) {
    remarks.note(
        "%s, %s: round %d is left out, because: %s."
            .formatted(load.name(), entry.name(), round, reason));
  }

  private static String said(Sample sample) {
    return sample.phase() == Phase.FIXED_RATE
        ? "%,9.0f requests/s, P99 %,.0f µs"
            .formatted(
                sample.value(Metric.THROUGHPUT).orElse(0), sample.value(Metric.P99).orElse(0))
        : "%,9.0f requests/s %7.2f µs CPU/request"
            .formatted(
                sample.value(Metric.THROUGHPUT).orElse(0), sample.value(Metric.CPU).orElse(0));
  }

  private Sample measure(
      Work work,
      Participant entry,
      Phase phase,
      int round,
      int turn,
      OptionalDouble rate,
      GeneratorWarnings warnings)
      throws IOException, InterruptedException {
    Load load = work.load();
    Generator generator = phase == Phase.FIXED_RATE ? holding(load).orElseThrow() : offering(load);
    Generator.Task task =
        Generator.Task.of(load, entry.server().address(), plan.roundSeconds(), plan.cpus())
            .publishedBy(entry.candidate().publishedBy())
            .withHistogram(raw.histogram(generator, load, entry.name(), phase, round, turn));
    // Its counters are asked for in clear, over HTTP/1.1, which a server of HTTP/2 speaks too.
    boolean tells =
        running.isOurs(entry.candidate().name())
            && !load.path().isEmpty()
            && !load.protocol().isTls();
    Turn done =
        rate.isPresent()
            ? Turn.atARate(generator, task.atRate(rate.getAsDouble(), GENERATOR_WARM_UP))
            : Turn.atFullSpeed(entry.server(), tells, generator, task);
    Generator.Outcome outcome = done.outcome();
    raw.add(load.name(), entry.name(), phase, round, turn, outcome.text());
    // At full speed it is the generator's limit or the server's, and told elsewhere.
    if (phase == Phase.FIXED_RATE) {
      outcome.warnings().forEach(warning -> warnings.add(warning, entry.name()));
    }
    return new Sample(
        load.name(),
        entry.candidate().name(),
        entry.process(),
        phase,
        round,
        turn,
        outcome.seconds(),
        outcome.requests(),
        outcome.errors(),
        done.values());
  }

  private Generator offering(Load load) {
    return Generator.of(plan.generators(), load).orElseThrow();
  }

  private Optional<Generator> holding(Load load) {
    return Generator.of(plan.generators().stream().filter(Generator::holdsARate).toList(), load);
  }

  private static OptionalDouble slowest(List<Sample> samples, Load load) {
    return samples.stream()
        .map(Sample::server)
        .distinct()
        .map(server -> Judge.values(samples, load.name(), server, 1, Metric.THROUGHPUT))
        .filter(values -> values.length > 0)
        .mapToDouble(Statistics::median)
        .min();
  }
}
