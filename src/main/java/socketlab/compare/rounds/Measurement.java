// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.io.IOException;
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
import socketlab.compare.data.WayResult;
import socketlab.compare.https.HttpsPlan;
import socketlab.compare.https.HttpsWays;
import socketlab.compare.judge.Judge;
import socketlab.compare.judge.TargetJudge;
import socketlab.compare.load.LabLoad;
import socketlab.compare.plan.NotificationPlan;
import socketlab.compare.plan.Plan;
import socketlab.compare.plan.SpeedTarget;
import socketlab.compare.plan.TargetSize;
import socketlab.compare.progress.Narrator;
import socketlab.compare.report.VerdictText;
import socketlab.linux.libc.Availability;

/**
 * What a campaign measures, one after the other: rounds, the generator, memory and allocation.
 *
 * @param targets how much of the speed table; empty for another campaign
 * @param notifications what is compared of notifications; empty for another campaign
 * @param https what is compared of HTTPS; empty for another campaign
 * @param earlier null for none to compare with
 * @param earlierName the folder's name of the earlier campaign; empty for none
 */
public record Measurement(
    Plan plan,
    Optional<TargetSize> targets,
    Optional<NotificationPlan> notifications,
    Optional<HttpsPlan> https,
    Campaign earlier,
    String earlierName) {
  private static final double PROOF_SECONDS = 5;

  /**
   * Measures, and judges.
   *
   * @param folder for what the generators say
   * @param out what is being done, in lines
   */
  public Campaign run(Path folder, Narrator out) throws IOException, InterruptedException {
    if (notifications.isPresent()) {
      return notify(notifications.get(), folder, out);
    }
    Optional<TargetRuns> runs = targets.map(size -> new TargetRuns(plan, size));
    Optional<StartRuns> starts = targets.map(size -> new StartRuns(plan, size));
    double seconds =
        plannedSeconds(plan)
            + runs.map(TargetRuns::plannedSeconds).orElse(0.0)
            + starts.map(StartRuns::plannedSeconds).orElse(0.0)
            + https.map(one -> HttpsWays.plannedSeconds(one.roundTrips())).orElse(0.0);
    Progress progress = new Progress(out, seconds);
    progress.begin(plan.rounds(), plan.roundSeconds());
    List<Sample> samples = new ArrayList<>();
    List<Sample> first = List.of();
    Map<String, String> reasons = new LinkedHashMap<>();
    RawFolder raw = new RawFolder(folder);
    CampaignNotes remarks = new CampaignNotes(progress);
    List<String> proof = proof(plan, raw, progress);
    List<WayResult> ways =
        https.isPresent() ? ways(https.get(), folder, progress, remarks) : List.of();
    try (RunningServers running = new RunningServers(plan.cpus())) {
      Rounds rounds = new Rounds(plan, running, raw, progress, remarks);
      for (Plan.Work work : plan.works()) {
        List<Sample> measured = rounds.run(work, first);
        first = samples.isEmpty() ? measured : first;
        samples.addAll(measured);
      }
      // What follows is measured beside no other server.
      running.stop();
      GeneratorCheck check =
          plan.generatorCheck() ? generatorCheck(plan, raw, progress, remarks) : null;
      if (runs.isPresent()) {
        samples.addAll(runs.get().run(running, progress, reasons));
        samples.addAll(starts.orElseThrow().run(progress, reasons));
      }
      proof.forEach(remarks::note);
      return campaign(samples, remarks, running, reasons, check, ways);
    }
  }

  private Campaign notify(NotificationPlan what, Path folder, Narrator out)
      throws IOException, InterruptedException {
    Progress progress = new Progress(out, NotificationRuns.plannedSeconds(plan, what));
    progress.begin(plan.rounds(), what.seconds());
    CampaignNotes remarks = new CampaignNotes(progress);
    try (RunningServers running = new RunningServers(plan.cpus())) {
      RawFolder raw = new RawFolder(folder);
      List<Sample> samples =
          new NotificationRuns(plan, what, running, raw, progress, remarks).run();
      return campaign(samples, remarks, running, Map.of(), null, List.of());
    }
  }

  private static List<WayResult> ways(
      HttpsPlan what, Path folder, Progress progress, CampaignNotes remarks)
      throws IOException, InterruptedException {
    Availability here = HttpsWays.availability();
    if (!here.isAvailable()) {
      remarks.skip("the ways to HTTPS", here.cause().orElseThrow());
      return List.of();
    }
    double each = HttpsWays.plannedSeconds(what.roundTrips()) / HttpsWays.count(what.roundTrips());
    return HttpsWays.measure(
        what.roundTrips(),
        what.certificate(),
        folder.resolve("raw").resolve("https"),
        line -> progress.done(each, line));
  }

  /** Which lines a table of limits has. */
  private List<SpeedTarget> lines() {
    return notifications
        .map(NotificationPlan::targets)
        .or(() -> https.map(HttpsPlan::targets))
        .orElseGet(() -> targets.map(TargetSize::targets).orElse(List.of()));
  }

  /** The lab's generator shows what it is worth before anything is measured with it. */
  private static List<String> proof(Plan plan, RawFolder raw, Progress progress)
      throws IOException, InterruptedException {
    if (!takesPart(plan)) {
      return List.of();
    }
    LabLoad generator = new LabLoad();
    try {
      raw.add("proof", generator.prove(plan.cpus()));
    } catch (IOException e) {
      throw new IOException(
          "lab load failed its own check here, so nothing was measured with it: " + e.getMessage());
    }
    progress.done(PROOF_SECONDS, "lab load measured a known stall as long as it was");
    return List.of(
        "Before the run, lab load measured a server that stalls for a known time, and its quantiles"
            + " were the calculated ones: raw/proof.txt.");
  }

  private static boolean takesPart(Plan plan) {
    return plan.generatorCheck()
        || plan.works().stream().anyMatch(work -> work.share().isPresent())
        || plan.offering().containsValue(new LabLoad().name());
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
      Plan plan, RawFolder raw, Progress progress, CampaignNotes remarks)
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
      CampaignNotes remarks,
      RunningServers running,
      Map<String, String> reasons,
      GeneratorCheck check,
      List<WayResult> ways) {
    Judge judge = new Judge(samples, plan.seed());
    List<Comparison> comparisons = judge.against(plan.baseline());
    List<Comparison> noise = judge.noise(plan.baseline());
    Map<String, Map<String, Double>> unsaturated = judge.unsaturated(plan.cpus());
    List<TargetResult> reached =
        new TargetJudge(judge, remarks.skipped(), reasons).results(lines());
    List<String> verdict = new ArrayList<>(VerdictText.verdict(judge, comparisons, noise, reached));
    verdict.addAll(VerdictText.generator(check));
    verdict.addAll(VerdictText.unsaturated(unsaturated));
    verdict.addAll(remarks.notes());
    return new Campaign(
        plan.topic(),
        plan.seed(),
        offering(),
        plan.rounds(),
        plan.roundSeconds(),
        plan.baseline(),
        running.contenders(),
        remarks.skipped(),
        plan.works().stream().map(Plan.Work::load).toList(),
        samples,
        judge.summaries(),
        comparisons,
        noise,
        unsaturated,
        reached,
        check,
        earlier == null ? List.of() : judge.against(earlier.samples(), plan.baseline()),
        earlierName,
        verdict,
        ways);
  }

  /** Streams come from the lab's own generator, whatever others can do. */
  private Map<String, String> offering() {
    if (notifications.isEmpty()) {
      return plan.offering();
    }
    Map<String, String> lab = new LinkedHashMap<>();
    plan.works().forEach(work -> lab.put(work.load().name(), new LabLoad().name()));
    return lab;
  }
}
