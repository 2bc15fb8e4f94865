// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import socketlab.compare.Plan.Work;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.data.Sample.Phase;
import socketlab.compare.data.Skipped;
import socketlab.compare.load.Answering;
import socketlab.compare.load.Generator;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.ServerProcess;

/**
 * Loads servers in interleaved rounds: in each, all have one turn, in an order that is shuffled
 * anew. What the machine does meanwhile so falls on all of them alike.
 */
final class Rounds {
  /** What a start is taken to last, when the time left is told. */
  private static final double START_SECONDS = 2;

  /** How long an answer may take to come before the load, of a server that is not warm. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Of the generator at a rate: its own JVM is to be warm before it times anything. */
  private static final int GENERATOR_WARM_UP = 3;

  /** A server that takes turns. */
  private record Entry(Candidate candidate, int process, ServerProcess server) {
    String name() {
      return process == 1 ? candidate.name() : candidate.name() + " (again)";
    }
  }

  private final Plan plan;
  private final Fleet fleet;
  private final Raw raw;
  private final Progress progress;
  private final Random random;
  private final List<Skipped> skipped = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Rounds(Plan plan, Fleet fleet, Raw raw, Progress progress) {
    this.plan = plan;
    this.fleet = fleet;
    this.raw = raw;
    this.progress = progress;
    this.random = new Random(plan.seed());
  }

  /** How many seconds of load a work is, about; of those who can take part here. */
  static double plannedSeconds(Plan plan, Work work) {
    List<Candidate> fit =
        work.candidates().stream()
            .filter(one -> one.missing().isEmpty() && one.cannot(work.load()).isEmpty())
            .toList();
    long servers =
        (work.bestTransports()
                ? fit.stream().map(BestTransport::pattern).distinct().count()
                : fit.size())
            + (work.noiseCheck() ? 1 : 0);
    double atARate =
        work.share().isPresent()
            ? roundsAtARate(plan) * (plan.roundSeconds() + GENERATOR_WARM_UP)
            : 0;
    double turns = servers + Order.stretches((int) servers - 1) - 1.0;
    return servers * (START_SECONDS + WarmUp.plannedSeconds(plan) + atARate)
        + turns * plan.rounds() * plan.roundSeconds();
  }

  /** A third: a percentile is made of thousands of requests, a throughput is one figure. */
  private static int roundsAtARate(Plan plan) {
    return Math.ceilDiv(plan.rounds(), 3);
  }

  /** Who did not take part, and why. */
  List<Skipped> skipped() {
    return skipped;
  }

  /** What speaks against the figures, a sentence each. */
  List<String> notes() {
    return notes;
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
      skip(load.name(), preferred.cannot(load).orElseThrow());
      return samples;
    }
    List<Entry> entries = entries(work, before);
    List<String> unsteady = new ArrayList<>();
    for (Entry entry : entries) {
      Generator.Task slice = Generator.Task.of(load, entry.server().address(), 1, plan.cpus());
      if (!WarmUp.isSteadyAfter(offering(load), slice, plan.warmUpSeconds())) {
        unsteady.add(entry.name());
      }
      progress.done(
          WarmUp.plannedSeconds(plan), "%s  warm-up  %s".formatted(load.name(), entry.name()));
    }
    if (!unsteady.isEmpty()) {
      notes.add(
          "%s: throughput was not steady after %d s of warm-up: %s."
              .formatted(load.name(), plan.warmUpSeconds(), String.join(", ", unsteady)));
    }
    rounds(work, entries, Phase.SATURATION, OptionalDouble.empty(), samples);
    OptionalDouble slowest = slowest(samples, load);
    if (work.share().isPresent() && holding(load).isEmpty()) {
      skip(load.name() + " at a rate", "no generator here holds a rate for it");
    } else if (work.share().isPresent() && slowest.isPresent()) {
      double rate = work.share().getAsDouble() * slowest.getAsDouble();
      rounds(work, entries, Phase.FIXED_RATE, OptionalDouble.of(rate), samples);
    }
    return samples;
  }

  private List<Entry> entries(Work work, List<Sample> before) throws InterruptedException {
    Load load = work.load();
    List<Candidate> candidates =
        work.bestTransports() ? BestTransport.among(work.candidates(), before) : work.candidates();
    boolean echo = load.path().isEmpty();
    fleet.keep(candidates, work.workers(), echo);
    List<Entry> entries = new ArrayList<>();
    boolean twin = work.noiseCheck();
    for (Candidate candidate : candidates) {
      Optional<String> cannot = candidate.missing();
      if (cannot.isPresent()) {
        skip(candidate.name(), cannot.get());
        continue;
      }
      cannot = candidate.cannot(load);
      if (cannot.isPresent()) {
        skip(candidate.name() + ", " + load.name(), cannot.get());
        continue;
      }
      try {
        for (int process = 1; process <= (twin ? 2 : 1); process++) {
          ServerProcess server = fleet.process(candidate, process, work.workers(), echo);
          Optional<String> fault = Answering.fault(server.address(), load, PATIENCE);
          if (fault.isPresent()) {
            skip(candidate.name() + ", " + load.name(), fault.get());
            break;
          }
          Entry entry = new Entry(candidate, process, server);
          entries.add(entry);
          progress.done(START_SECONDS, "%s  started  %s".formatted(load.name(), entry.name()));
        }
        twin = false;
      } catch (IOException e) {
        skip(candidate.name(), "did not start, or not answer: " + e.getMessage());
      }
    }
    return entries;
  }

  /** Takes note of what does not take part. */
  void skip(String name, String reason) {
    Skipped one = new Skipped(name, reason);
    if (!skipped.contains(one)) {
      skipped.add(one);
      progress.say("skipped " + name + ": " + reason);
    }
  }

  /** Takes note of what speaks against the figures, in a sentence. */
  void note(String sentence) {
    notes.add(sentence);
  }

  private void rounds(
      Work work, List<Entry> entries, Phase phase, OptionalDouble rate, List<Sample> samples)
      throws IOException, InterruptedException {
    Load load = work.load();
    Entry baseline = phase == Phase.SATURATION ? baseline(entries) : null;
    double planned = plan.roundSeconds() + (rate.isPresent() ? GENERATOR_WARM_UP : 0);
    int count = rate.isPresent() ? roundsAtARate(plan) : plan.rounds();
    Stolen stolen = new Stolen();
    for (int round = 1; round <= count; round++) {
      List<Entry> order =
          Order.of(entries.stream().filter(one -> one != baseline).toList(), baseline, random);
      for (int turn = 1; turn <= order.size(); turn++) {
        Entry entry = order.get(turn - 1);
        int current = round;
        int place = turn;
        Sample sample;
        try {
          sample =
              Attempt.atMostTwice(
                  () -> stolen.during(() -> measure(work, entry, phase, current, place, rate)));
        } catch (IOException e) {
          // One round's trouble is not to cost the campaign its figures.
          leftOut(load, entry, round, e.getMessage());
          progress.done(planned, entry.name() + " left out: " + e.getMessage());
          continue;
        }
        Optional<String> spoilt = Errors.spoiling(sample);
        if (spoilt.isEmpty()) {
          samples.add(sample);
          Errors.beside(sample)
              .ifPresent(words -> note("%s, %s: %s.".formatted(load.name(), entry.name(), words)));
        } else {
          leftOut(load, entry, round, spoilt.get());
        }
        progress.done(
            planned,
            "%s  round %d/%d  %-28s %s"
                .formatted(load.name(), round, count, entry.name(), said(sample)));
      }
    }
    stolen.sentence(load.name() + (rate.isPresent() ? " at a rate" : "")).ifPresent(this::note);
  }

  private Entry baseline(List<Entry> entries) {
    List<String> names = entries.stream().map(one -> one.candidate().name()).sorted().toList();
    return names.isEmpty() ? null : entry(entries, Judge.baseline(names, plan.baseline()));
  }

  private static Entry entry(List<Entry> entries, String name) {
    return entries.stream()
        .filter(one -> one.candidate().name().equals(name) && one.process() == 1)
        .findFirst()
        .orElse(null);
  }

  private void leftOut(Load load, Entry entry, int round, String reason) {
    note("%s, %s: round %d is left out: %s.".formatted(load.name(), entry.name(), round, reason));
  }

  /**
   * Once a server: at full speed it is the generator's limit or the server's, and told elsewhere.
   */
  private void warned(Load load, Entry entry, List<String> warnings) {
    for (String warning : warnings) {
      String about = "%s at a rate, %s".formatted(load.name(), entry.name());
      if (notes.stream().noneMatch(note -> note.startsWith(about + ":"))) {
        note("%s: %s.".formatted(about, warning));
      }
    }
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
      Work work, Entry entry, Phase phase, int round, int turn, OptionalDouble rate)
      throws IOException, InterruptedException {
    Load load = work.load();
    Generator generator = phase == Phase.FIXED_RATE ? holding(load).orElseThrow() : offering(load);
    Generator.Task task =
        Generator.Task.of(load, entry.server().address(), plan.roundSeconds(), plan.cpus())
            .withHistogram(raw.histogram(generator, load, entry.name(), phase, round, turn));
    boolean tells = fleet.isOurs(entry.candidate().name()) && !load.path().isEmpty();
    Turn done =
        rate.isPresent()
            ? Turn.atARate(generator, task.atRate(rate.getAsDouble(), GENERATOR_WARM_UP))
            : Turn.atFullSpeed(entry.server(), tells, generator, task);
    Generator.Outcome outcome = done.outcome();
    raw.add(load.name(), entry.name(), phase, round, turn, outcome.text());
    if (phase == Phase.FIXED_RATE) {
      warned(load, entry, outcome.warnings());
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
