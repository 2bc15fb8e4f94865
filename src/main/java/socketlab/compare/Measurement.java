// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Comparison;
import socketlab.compare.data.GeneratorCheck;
import socketlab.compare.data.Sample;
import socketlab.compare.data.TargetResult;
import socketlab.compare.load.Generator;
import socketlab.compare.load.LabLoad;

/**
 * What a campaign measures, one after the other: rounds, the generator, memory and allocation.
 *
 * @param earlier null for none to compare with
 */
record Measurement(Comparing.Request request, Campaign earlier) {
  private static final double PROOF_SECONDS = 5;

  /**
   * Measures, and judges.
   *
   * @param folder for what the generators say
   * @param out what is being done, in lines
   */
  Campaign run(Path folder, PrintStream out) throws IOException, InterruptedException {
    Plan plan = request.plan();
    Optional<TargetRuns> runs =
        request
            .targets()
            .map(size -> new TargetRuns(plan, size.processes, size.allocationSeconds, size.idle));
    double seconds = plannedSeconds(plan) + runs.map(TargetRuns::plannedSeconds).orElse(0.0);
    Progress progress = new Progress(out, seconds);
    progress.begin(plan.rounds(), plan.roundSeconds());
    List<Sample> samples = new ArrayList<>();
    List<Sample> first = List.of();
    Map<String, String> reasons = new LinkedHashMap<>();
    Raw raw = new Raw(folder);
    Remarks remarks = new Remarks(progress);
    List<String> proof = proof(plan, raw, progress);
    try (Fleet fleet = new Fleet(plan.cpus())) {
      Rounds rounds = new Rounds(plan, fleet, raw, progress, remarks);
      for (Plan.Work work : plan.works()) {
        List<Sample> measured = rounds.run(work, first);
        first = samples.isEmpty() ? measured : first;
        samples.addAll(measured);
      }
      // What follows is measured beside no other server.
      fleet.stop();
      GeneratorCheck check =
          plan.generatorCheck() ? generatorCheck(plan, raw, progress, remarks) : null;
      if (runs.isPresent()) {
        samples.addAll(runs.get().run(fleet, progress, reasons));
      }
      proof.forEach(remarks::note);
      return campaign(samples, remarks, fleet, reasons, check);
    }
  }

  /** The lab's generator shows what it is worth before anything is measured with it. */
  private static List<String> proof(Plan plan, Raw raw, Progress progress)
      throws IOException, InterruptedException {
    if (!takesPart(plan)) {
      return List.of();
    }
    LabLoad generator = new LabLoad();
    try {
      raw.add("proof", Attempt.atMostTwice(() -> generator.prove(plan.cpus())));
    } catch (IOException e) {
      throw new IOException(
          "lab load does not pass its own proof here, so nothing was measured with it: "
              + e.getMessage());
    }
    progress.done(PROOF_SECONDS, "lab load charges a known stall to those who had to wait for it");
    return List.of(
        "Before it began, lab load was given a server that stalls for a known time, and its"
            + " quantiles were those of arithmetic: raw/proof.txt.");
  }

  private static boolean takesPart(Plan plan) {
    return plan.generatorCheck()
        || plan.works().stream().anyMatch(work -> work.share().isPresent())
        || generators(plan).containsValue(new LabLoad().name());
  }

  /** What a plan will take, about. */
  static double plannedSeconds(Plan plan) {
    double seconds = takesPart(plan) ? PROOF_SECONDS : 0;
    seconds += plan.generatorCheck() ? GeneratorRuns.plannedSeconds(plan) : 0;
    for (Plan.Work work : plan.works()) {
      seconds += Rounds.plannedSeconds(plan, work);
    }
    return seconds;
  }

  private static GeneratorCheck generatorCheck(
      Plan plan, Raw raw, Progress progress, Remarks remarks)
      throws IOException, InterruptedException {
    GeneratorRuns runs = new GeneratorRuns(plan, raw, progress, remarks);
    Optional<String> missing = runs.missing();
    if (missing.isPresent()) {
      remarks.skip("the generator", missing.get());
      return null;
    }
    try {
      return runs.run();
    } catch (IOException e) {
      remarks.skip("the generator", e.getMessage());
      return null;
    }
  }

  private Campaign campaign(
      List<Sample> samples,
      Remarks remarks,
      Fleet fleet,
      Map<String, String> reasons,
      GeneratorCheck check) {
    Plan plan = request.plan();
    Judge judge = new Judge(samples, plan.seed());
    List<Comparison> comparisons = judge.against(plan.baseline());
    List<Comparison> noise = judge.noise(plan.baseline());
    Map<String, Map<String, Double>> unsaturated = judge.unsaturated(plan.cpus());
    List<TargetResult> targets =
        request
            .targets()
            .map(size -> new TargetJudge(judge, remarks.skipped(), reasons).results(size.idle))
            .orElse(List.of());
    List<String> verdict = new ArrayList<>(Words.verdict(judge, comparisons, noise, targets));
    verdict.addAll(Words.generator(check));
    verdict.addAll(Words.unsaturated(unsaturated));
    verdict.addAll(remarks.notes());
    return new Campaign(
        plan.topic(),
        plan.seed(),
        generators(plan),
        plan.rounds(),
        plan.roundSeconds(),
        plan.baseline(),
        fleet.contenders(),
        remarks.skipped(),
        plan.works().stream().map(Plan.Work::load).toList(),
        samples,
        judge.summaries(),
        comparisons,
        noise,
        unsaturated,
        targets,
        check,
        earlier == null ? List.of() : judge.against(earlier.samples(), plan.baseline()),
        request.earlier().map(path -> path.getFileName().toString()).orElse(""),
        verdict);
  }

  /** Which generator offers a workload; none where no one can. */
  static Map<String, String> generators(Plan plan) {
    Map<String, String> generators = new LinkedHashMap<>();
    for (Plan.Work work : plan.works()) {
      Generator.of(plan.generators(), work.load())
          .ifPresent(generator -> generators.put(work.load().name(), generator.name()));
    }
    return generators;
  }
}
