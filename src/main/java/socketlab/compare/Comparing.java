// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Load;
import socketlab.compare.data.WayResult;
import socketlab.compare.https.HttpsPlan;
import socketlab.compare.load.Generator;
import socketlab.compare.plan.NotificationPlan;
import socketlab.compare.plan.Plan;
import socketlab.compare.plan.TargetSize;
import socketlab.compare.progress.Narrator;
import socketlab.compare.report.CampaignPages;
import socketlab.compare.report.CampaignText;
import socketlab.compare.report.JmhJson;
import socketlab.compare.report.TextStyle;
import socketlab.compare.report.VerdictText;
import socketlab.compare.report.ways.WayRows;
import socketlab.compare.rounds.Measurement;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.Pinning;
import socketlab.record.Commit;
import socketlab.record.Machine;
import socketlab.record.RunRecord;

/**
 * A campaign, from its plan to its folder.
 *
 * <pre>
 *   bench-results/2026-01-31-amd-epyc-7763-4cpu-0123456789-speed/
 *     README.md        the verdict in words, the tables
 *     report.html      the same to look at
 *     campaign.json    every sample, and what they say
 *     jmh-result.json  the same in JMH's shape
 *     run.json         machine, kernel, JDK, commit, versions, load, command
 *     raw/             what the generator said, and its histograms
 * </pre>
 */
public final class Comparing {
  private static final Path ROOT = Path.of("");
  private static final Path SMOKE = Path.of("target", "compare-smoke");

  private Comparing() {}

  /**
   * What to run.
   *
   * @param targets the speed table; empty for another campaign
   * @param notifications what is compared of notifications; empty for another campaign
   * @param https what is compared of HTTPS; empty for another campaign
   * @param earlier a folder to compare with
   * @param smoke nothing is kept: the results go to a folder of the build
   */
  public record Request(
      Plan plan,
      Optional<TargetSize> targets,
      Optional<NotificationPlan> notifications,
      Optional<HttpsPlan> https,
      Optional<Path> earlier,
      boolean smoke) {}

  /** What came of it. */
  public record Outcome(Path folder, Campaign campaign) {
    /** Where it is worse than the earlier run, a sentence each. */
    public List<String> regressions() {
      return VerdictText.regressions(campaign.earlier());
    }

    /** Of the ways to HTTPS, those whose round trips are not as specified; empty for none. */
    public Optional<String> unspecified() {
      return campaign.ways().stream().allMatch(WayResult::asSpecified)
          ? Optional.empty()
          : new WayRows(campaign.ways()).sentence();
    }

    /** The tables, and the verdict in words. */
    public String text(TextStyle style) {
      return new CampaignText(campaign).text(style);
    }
  }

  /**
   * Runs a campaign and writes its folder.
   *
   * @throws IOException in one line
   */
  public static Outcome run(Request request, Narrator out)
      throws IOException, InterruptedException {
    Plan plan = request.plan();
    Campaign earlier = request.earlier().isPresent() ? earlier(request) : null;
    Instant began = Instant.now();
    Machine machine = Machine.here();
    Commit commit = Commit.of(ROOT);
    String loadBefore = Machine.loadAverage();
    Path folder =
        request.smoke()
            ? emptied(SMOKE)
            : RunRecord.newFolder(Path.of("bench-results"), began, machine, commit, plan.topic());
    Pinning.leave(plan.cpus());
    Campaign campaign =
        new Measurement(
                plan,
                request.targets(),
                request.notifications(),
                request.https(),
                earlier,
                request.earlier().map(path -> path.getFileName().toString()).orElse(""))
            .run(folder, out);
    RunRecord record =
        new RunRecord(
            plan.command(),
            began,
            Instant.now(),
            machine,
            commit,
            ManagementFactory.getRuntimeMXBean().getInputArguments(),
            JvmFlags.ofLab(),
            Pinning.describe(plan.cpus()),
            versions(plan, campaign),
            loadBefore,
            Machine.loadAverage());
    record.write(folder.resolve("run.json"));
    campaign.write(folder);
    Files.writeString(folder.resolve("jmh-result.json"), new JmhJson(campaign).text());
    for (var page : CampaignPages.of(folder).entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
    return new Outcome(folder, campaign);
  }

  /** Read before anything is measured, so that nobody waits for a comparison that cannot be. */
  private static Campaign earlier(Request request) throws IOException {
    Path folder = request.earlier().orElseThrow();
    Campaign earlier = Campaign.read(folder);
    requireTheSame(request.plan(), earlier, folder);
    for (Plan.Work work : request.plan().works()) {
      for (Candidate candidate : work.candidates()) {
        if (earlier.samples().stream()
            .anyMatch(
                one ->
                    one.workload().equals(work.load().name())
                        && one.server().equals(candidate.name()))) {
          return earlier;
        }
      }
    }
    throw new IOException(
        "this run and "
            + folder
            + " have no server and workload in common; choose the servers and workloads that are"
            + " named in "
            + Campaign.FILE
            + " there");
  }

  /** A workload of one name has to be the same load, and of the same generator. */
  static void requireTheSame(Plan plan, Campaign earlier, Path folder) throws IOException {
    Map<String, String> generators = plan.offering();
    for (Plan.Work work : plan.works()) {
      Load load = work.load();
      for (Load other : earlier.workloads()) {
        if (other.name().equals(load.name()) && !other.equals(load)) {
          throw new IOException(
              ("the workload %s differs from that in %s: it is \"%s\" with %d connections there,"
                      + " and \"%s\" with %d connections here")
                  .formatted(
                      load.name(),
                      folder,
                      other.summary(),
                      other.connections(),
                      load.summary(),
                      load.connections()));
        }
      }
      String here = generators.get(load.name());
      String there = earlier.generators().get(load.name());
      if (here != null && there != null && !here.equals(there)) {
        throw new IOException(
            "the load of %s came from %s in %s, but comes from %s here; use --generator=%s"
                .formatted(load.name(), there, folder, here, there));
      }
    }
  }

  private static Map<String, String> versions(Plan plan, Campaign campaign) {
    Map<String, String> versions = new TreeMap<>();
    campaign.servers().stream()
        .filter(server -> !server.ours())
        .forEach(server -> versions.put(server.name(), server.version()));
    Set<Generator> generators = new LinkedHashSet<>(Generator.all());
    generators.addAll(plan.generators());
    for (Generator generator : generators) {
      boolean isWeighed = plan.generatorCheck() && plan.generators().contains(generator);
      if (isWeighed || campaign.generators().containsValue(generator.name())) {
        versions.put(generator.name(), generator.version());
      }
    }
    return versions;
  }

  private static Path emptied(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(folder);
  }
}
