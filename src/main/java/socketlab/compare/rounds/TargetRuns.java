// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.data.Sample.Phase;
import socketlab.compare.load.Generator;
import socketlab.compare.measure.Allocation;
import socketlab.compare.measure.IdleConnections;
import socketlab.compare.peer.Candidates;
import socketlab.compare.plan.Plan;
import socketlab.compare.plan.SpeedTarget;
import socketlab.compare.plan.TargetSize;
import socketlab.compare.plan.Workloads;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.Candidate.Setting;
import socketlab.compare.server.ServerProcess;

/**
 * What the speed table measures beside rounds: memory and allocation, in processes of their own.
 */
record TargetRuns(Plan plan, TargetSize size) {
  /** What a process takes to start, and to open and close its connections. */
  private static final double IDLE_SECONDS = 5;

  private static final int CONNECTIONS = 64;

  double plannedSeconds() {
    double seconds = 0;
    for (SpeedTarget target : size.targets()) {
      seconds += plannedSeconds(target);
    }
    return seconds;
  }

  private double plannedSeconds(SpeedTarget target) {
    return switch (target.metric()) {
      case IDLE_CONNECTION -> size.processes() * IDLE_SECONDS;
      case ALLOCATION -> plan.warmUpSeconds() + size.allocationSeconds();
      default -> 0;
    };
  }

  /** Measures all of it; what cannot be measured is told in {@code reasons}, by target. */
  List<Sample> run(RunningServers running, Progress progress, Map<String, String> reasons)
      throws InterruptedException {
    List<Sample> samples = new ArrayList<>();
    for (SpeedTarget target : size.targets()) {
      if (target.isRatio() || target.isOfAStart()) {
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
          for (int process = 1; process <= size.processes(); process++) {
            samples.add(idle(running, target, candidate, process));
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

  private Sample idle(RunningServers running, SpeedTarget target, Candidate candidate, int process)
      throws IOException, InterruptedException {
    Setting setting = Setting.of(plan.cpus());
    try (ServerProcess server = candidate.start(setting)) {
      running.note(candidate, server, setting);
      double bytes =
          IdleConnections.bytesEach(server, target.load().connections(), generator(), plan.cpus());
      return sample(target, Phase.IDLE, process, IDLE_SECONDS, bytes);
    }
  }

  private Sample allocation(SpeedTarget target, Candidate candidate)
      throws IOException, InterruptedException {
    Load load = Workloads.byName("plaintext", CONNECTIONS).orElseThrow();
    Generator.Task task = Generator.Task.of(load, null, size.allocationSeconds(), plan.cpus());
    double bytes = Allocation.bytesARequest(candidate, plan.warmUpSeconds(), generator(), task);
    return sample(target, Phase.SATURATION, 1, size.allocationSeconds(), bytes);
  }

  private static Sample sample(
      SpeedTarget target, Phase phase, int round, double seconds, double value) {
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
