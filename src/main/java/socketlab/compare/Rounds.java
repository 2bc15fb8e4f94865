// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.data.Sample.Phase;
import socketlab.compare.data.Skipped;
import socketlab.compare.load.Generator;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.LabCounters;
import socketlab.compare.server.ServerProcess;
import socketlab.compare.server.Usage;

/**
 * Loads servers in interleaved rounds: in each, all have one turn, in an order that is shuffled
 * anew. What the machine does meanwhile so falls on all of them alike.
 */
final class Rounds {
  /** Slices of a second whose throughput has to agree before a server counts as warm. */
  private static final int STEADY_SLICES = 3;

  /** By how much of their mean they may differ. */
  private static final double STEADY_WITHIN = 0.05;

  /** What a start is taken to last, when the time left is told. */
  private static final double START_SECONDS = 2;

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

  /** How many seconds of load a work is, at most. */
  static double plannedSeconds(Plan plan, Plan.Work work) {
    int servers = work.candidates().size() + (work.noiseCheck() ? 1 : 0);
    int phases = plan.share().isPresent() ? 2 : 1;
    return servers
        * (START_SECONDS + warmUp(plan) + (double) phases * plan.rounds() * plan.roundSeconds());
  }

  /** What a warm-up is taken to last, when the time left is told. */
  private static double warmUp(Plan plan) {
    return Math.min(plan.warmUpSeconds(), 2.0 * STEADY_SLICES);
  }

  /** Who did not take part, and why. */
  List<Skipped> skipped() {
    return skipped;
  }

  /** What speaks against the figures, a sentence each. */
  List<String> notes() {
    return notes;
  }

  /** Measures a work; who cannot do it is skipped. */
  List<Sample> run(Plan.Work work) throws IOException, InterruptedException {
    List<Entry> entries = entries(work);
    List<Sample> samples = new ArrayList<>();
    for (Entry entry : entries) {
      warmUp(work.load(), entry);
    }
    rounds(work.load(), entries, Phase.SATURATION, OptionalDouble.empty(), samples);
    if (plan.share().isPresent() && !entries.isEmpty()) {
      double rate = plan.share().getAsDouble() * slowest(samples, work.load());
      rounds(work.load(), entries, Phase.FIXED_RATE, OptionalDouble.of(rate), samples);
    }
    return samples;
  }

  private List<Entry> entries(Plan.Work work) throws InterruptedException {
    Load load = work.load();
    Optional<String> unfit = plan.generator().cannot(load);
    if (unfit.isPresent()) {
      skipped.add(new Skipped(load.name(), unfit.get()));
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    boolean twin = work.noiseCheck();
    for (Candidate candidate : work.candidates()) {
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
        boolean echo = load.path().isEmpty();
        for (int process = 1; process <= (twin ? 2 : 1); process++) {
          Entry entry = new Entry(candidate, process, fleet.process(candidate, process, echo));
          entries.add(entry);
          progress.done(START_SECONDS, "%s  started  %s".formatted(load.name(), entry.name()));
        }
        twin = false;
      } catch (IOException e) {
        skip(candidate.name(), "did not start: " + e.getMessage());
      }
    }
    return entries;
  }

  private void skip(String name, String reason) {
    Skipped one = new Skipped(name, reason);
    if (!skipped.contains(one)) {
      skipped.add(one);
      progress.say("skipped " + name + ": " + reason);
    }
  }

  /** Loads a server until its throughput is steady: the JIT has compiled what matters. */
  private void warmUp(Load load, Entry entry) throws IOException, InterruptedException {
    Deque<Double> last = new ArrayDeque<>();
    int slices = 0;
    while (slices < plan.warmUpSeconds() && !isSteady(last)) {
      Generator.Outcome outcome =
          plan.generator().run(task(load, entry, 1, OptionalDouble.empty()));
      slices++;
      last.addLast(outcome.requests() / outcome.seconds());
      if (last.size() > STEADY_SLICES) {
        last.removeFirst();
      }
    }
    if (plan.warmUpSeconds() >= STEADY_SLICES && !isSteady(last)) {
      notes.add(
          "%s, %s: throughput was not steady after %d s of warm-up."
              .formatted(load.name(), entry.name(), slices));
    }
    progress.done(warmUp(plan), "%s  warm-up  %s".formatted(load.name(), entry.name()));
  }

  private static boolean isSteady(Deque<Double> last) {
    if (last.size() < STEADY_SLICES) {
      return false;
    }
    double mean = last.stream().mapToDouble(x -> x).average().orElse(0);
    return Collections.max(last) - Collections.min(last) <= STEADY_WITHIN * mean;
  }

  private void rounds(
      Load load, List<Entry> entries, Phase phase, OptionalDouble rate, List<Sample> samples)
      throws IOException, InterruptedException {
    for (int round = 1; round <= plan.rounds(); round++) {
      List<Entry> order = new ArrayList<>(entries);
      Collections.shuffle(order, random);
      for (int turn = 1; turn <= order.size(); turn++) {
        Entry entry = order.get(turn - 1);
        Sample sample = measure(load, entry, phase, round, turn, rate);
        if (sample.requests() > 0) {
          samples.add(sample);
        } else {
          // One server's trouble is not to cost the others their figures.
          notes.add(
              "%s, %s: round %d had no answer, and is left out; raw/ has what the generator said."
                  .formatted(load.name(), entry.name(), round));
        }
        progress.done(
            plan.roundSeconds(),
            "%s  round %d/%d  %-28s %,9.0f requests/s %7.2f µs CPU/request"
                .formatted(
                    load.name() + (phase == Phase.FIXED_RATE ? " at a rate" : ""),
                    round,
                    plan.rounds(),
                    entry.name(),
                    sample.value(Metric.THROUGHPUT).orElse(0),
                    sample.value(Metric.CPU).orElse(0)));
      }
    }
  }

  private Sample measure(
      Load load, Entry entry, Phase phase, int round, int turn, OptionalDouble rate)
      throws IOException, InterruptedException {
    boolean ours = fleet.isOurs(entry.candidate().name()) && !load.path().isEmpty();
    LabCounters toldBefore = ours ? LabCounters.of(entry.server().address()) : LabCounters.NOTHING;
    Usage before = Usage.of(entry.server());
    Generator.Outcome outcome =
        plan.generator()
            .run(
                task(load, entry, plan.roundSeconds(), rate)
                    .withHistogram(raw.histogram(load, entry.name(), phase, round)));
    Usage after = Usage.of(entry.server());
    LabCounters toldAfter = ours ? LabCounters.of(entry.server().address()) : LabCounters.NOTHING;
    raw.add(load, entry.name(), phase, round, turn, outcome.text());
    Map<String, Double> values = new LinkedHashMap<>();
    double requests = Math.max(1, outcome.requests());
    values.put(Metric.CPU.id(), (after.cpuNanos() - before.cpuNanos()) / 1e3 / requests);
    values.put(Metric.THROUGHPUT.id(), requests / outcome.seconds());
    values.put(Metric.SWITCHES.id(), (after.switches() - before.switches()) / requests);
    put(values, Metric.SYSTEM_CALLS, toldBefore.systemCalls(), toldAfter.systemCalls(), requests);
    put(values, Metric.WAKE_UPS, toldBefore.wakeUps(), toldAfter.wakeUps(), requests);
    values.put(Metric.MEMORY.id(), (double) after.residentBytes());
    values.put(Metric.CONNECTIONS.id(), load.connections() / (double) after.threads());
    if (phase == Phase.FIXED_RATE) {
      outcome.latencies().forEach((metric, value) -> values.put(metric.id(), value));
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
        values);
  }

  private static void put(
      Map<String, Double> values,
      Metric metric,
      OptionalLong before,
      OptionalLong after,
      double requests) {
    if (before.isPresent() && after.isPresent()) {
      values.put(metric.id(), (after.getAsLong() - before.getAsLong()) / requests);
    }
  }

  private Generator.Task task(Load load, Entry entry, int seconds, OptionalDouble rate) {
    return new Generator.Task(
        load, entry.server().address(), seconds, rate, plan.cpus(), Optional.empty());
  }

  private static double slowest(List<Sample> samples, Load load) {
    return samples.stream()
        .map(Sample::server)
        .distinct()
        .mapToDouble(
            server ->
                Statistics.median(Judge.values(samples, load.name(), server, 1, Metric.THROUGHPUT)))
        .min()
        .orElseThrow();
  }
}
