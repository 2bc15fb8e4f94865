// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.data.Sample.Phase;
import socketlab.compare.load.Generator;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.Candidate.Setting;
import socketlab.compare.server.Candidates;
import socketlab.compare.server.ServerProcess;

/**
 * What the speed table measures beside rounds: memory and allocation, in processes of their own.
 *
 * @param processes how many of each server hold idle connections, one after the other
 * @param allocationSeconds of load, over which allocation is counted
 * @param idle connections that are held open
 */
record TargetRuns(Plan plan, int processes, int allocationSeconds, int idle) {
  /** What a process takes to start, and to open and close its connections. */
  private static final double IDLE_SECONDS = 5;

  private static final int CONNECTIONS = 64;

  /** The works in rounds: one for each workload, with all the servers that any target wants. */
  static List<Plan.Work> works(int idle, int workers, OptionalDouble share) {
    Map<Load, Set<Candidate>> servers = new LinkedHashMap<>();
    for (Target target : Targets.all(idle)) {
      if (target.isRatio()) {
        Set<Candidate> all = servers.computeIfAbsent(target.load(), _ -> new LinkedHashSet<>());
        all.add(Candidates.byName(target.ours()));
        all.add(Candidates.byName(target.peer()));
      }
    }
    List<Plan.Work> works = new ArrayList<>();
    // One noise check a campaign is enough, where it is one machine's.
    servers.forEach(
        (load, all) ->
            works.add(
                new Plan.Work(load, List.copyOf(all), workers, share, works.isEmpty(), false)));
    return works;
  }

  double plannedSeconds() {
    double seconds = 0;
    for (Target target : Targets.all(idle)) {
      seconds += plannedSeconds(target);
    }
    return seconds;
  }

  private double plannedSeconds(Target target) {
    return switch (target.metric()) {
      case IDLE_CONNECTION -> processes * IDLE_SECONDS;
      case ALLOCATION -> plan.warmUpSeconds() + allocationSeconds;
      default -> 0;
    };
  }

  /** Measures all of it; what cannot be measured is told in {@code reasons}, by target. */
  List<Sample> run(Fleet fleet, Progress progress, Map<String, String> reasons)
      throws InterruptedException {
    List<Sample> samples = new ArrayList<>();
    for (Target target : Targets.all(idle)) {
      if (target.isRatio()) {
        continue;
      }
      Candidate candidate = Candidates.byName(target.ours());
      Optional<String> missing = candidate.missing();
      if (missing.isPresent()) {
        reasons.put(target.id(), missing.get());
        continue;
      }
      try {
        if (target.metric() == Metric.IDLE_CONNECTION) {
          for (int process = 1; process <= processes; process++) {
            samples.add(idle(fleet, target, candidate, process));
          }
        } else {
          samples.add(allocation(target, candidate));
        }
      } catch (IOException e) {
        reasons.put(target.id(), e.getMessage());
      }
      progress.done(
          plannedSeconds(target), "%s  %s".formatted(target.load().name(), candidate.name()));
    }
    return samples;
  }

  private Generator generator() {
    return plan.generators().getFirst();
  }

  private Sample idle(Fleet fleet, Target target, Candidate candidate, int process)
      throws IOException, InterruptedException {
    Setting setting = Setting.of(plan.cpus());
    try (ServerProcess server = candidate.start(setting)) {
      fleet.note(candidate, server, setting);
      double bytes =
          IdleConnections.bytesEach(server, target.load().connections(), generator(), plan.cpus());
      return sample(target, Phase.IDLE, process, IDLE_SECONDS, bytes);
    }
  }

  private Sample allocation(Target target, Candidate candidate)
      throws IOException, InterruptedException {
    Load load = Workloads.byName("plaintext", CONNECTIONS).orElseThrow();
    Generator.Task task = Generator.Task.of(load, null, allocationSeconds, plan.cpus());
    double bytes = Allocation.bytesARequest(candidate, plan.warmUpSeconds(), generator(), task);
    return sample(target, Phase.SATURATION, 1, allocationSeconds, bytes);
  }

  private static Sample sample(
      Target target, Phase phase, int round, double seconds, double value) {
    return new Sample(
        target.load().name(),
        target.ours(),
        1,
        phase,
        round,
        1,
        seconds,
        phase == Phase.IDLE ? target.load().connections() : 0,
        0,
        Map.of(target.metric().id(), value));
  }
}
