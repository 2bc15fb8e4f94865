// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import socketlab.compare.data.Load;
import socketlab.compare.data.Sample;
import socketlab.compare.load.Answering;
import socketlab.compare.load.Generator;
import socketlab.compare.measure.WarmUp;
import socketlab.compare.plan.Plan;
import socketlab.compare.plan.Plan.Work;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.ServerProcess;

/** Who takes part in a work: started, seen to answer it, and warm. Who cannot is skipped. */
record Lineup(Plan plan, RunningServers running, Progress progress, CampaignNotes remarks) {
  /** What a start is taken to last, when the time left is told. */
  private static final double START_SECONDS = 2;

  /** How long an answer may take to come before the load, of a server that is not warm. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How many servers a work has, about; of those who can take part here. */
  static int plannedServers(Work work) {
    List<Candidate> fit =
        work.candidates().stream()
            .filter(one -> one.missing().isEmpty() && one.cannot(work.load()).isEmpty())
            .toList();
    long servers =
        work.bestTransports()
            ? fit.stream().map(BestTransport::pattern).distinct().count()
            : fit.size();
    return (int) servers + (work.noiseCheck() ? 1 : 0);
  }

  /** What one is taken to need before its first turn. */
  static double plannedSeconds(Plan plan) {
    return START_SECONDS + WarmUp.plannedSeconds(plan);
  }

  /**
   * All of them.
   *
   * @param before what was measured under the first work
   */
  List<Participant> of(Work work, List<Sample> before) throws InterruptedException {
    Load load = work.load();
    List<Candidate> candidates =
        work.bestTransports() ? BestTransport.among(work.candidates(), before) : work.candidates();
    running.keep(candidates, work.workers(), load.protocol());
    List<Participant> entries = new ArrayList<>();
    boolean twin = work.noiseCheck();
    for (Candidate candidate : candidates) {
      Optional<String> missing = candidate.missing();
      Optional<String> cannot = candidate.cannot(load);
      if (missing.isPresent()) {
        remarks.skip(candidate.name(), missing.get());
      } else if (cannot.isPresent()) {
        remarks.skip(candidate.name() + ", " + load.name(), cannot.get());
      } else {
        List<Participant> started = started(work, candidate, twin ? 2 : 1);
        twin &= started.size() < 2;
        entries.addAll(started);
      }
    }
    return entries;
  }

  private List<Participant> started(Work work, Candidate candidate, int processes)
      throws InterruptedException {
    Load load = work.load();
    List<Participant> started = new ArrayList<>();
    try {
      while (started.size() < processes) {
        int process = started.size() + 1;
        ServerProcess server = running.process(candidate, process, work.workers(), load.protocol());
        Optional<String> fault = Answering.fault(server.address(), load, PATIENCE);
        if (fault.isPresent()) {
          remarks.skip(candidate.name() + ", " + load.name(), fault.get());
          break;
        }
        Participant entry = new Participant(candidate, process, server);
        started.add(entry);
        progress.done(START_SECONDS, "%s  started  %s".formatted(load.name(), entry.name()));
      }
    } catch (IOException e) {
      remarks.skip(candidate.name(), "did not start or did not answer: " + e.getMessage());
    }
    return started;
  }

  /** Loads each until its throughput is steady, and says of whom it never was. */
  void warmUp(List<Participant> entries, Generator generator, Load load)
      throws InterruptedException {
    List<String> unsteady = new ArrayList<>();
    for (Participant entry : entries) {
      Generator.Task slice =
          Generator.Task.of(load, entry.server().address(), 1, plan.cpus())
              .publishedBy(entry.candidate().publishedBy());
      if (!WarmUp.isSteadyAfter(generator, slice, plan.warmUpSeconds())) {
        unsteady.add(entry.name());
      }
      progress.done(
          WarmUp.plannedSeconds(plan), "%s  warm-up  %s".formatted(load.name(), entry.name()));
    }
    if (!unsteady.isEmpty()) {
      remarks.note(
          "%s: throughput was not steady after %d s of warm-up: %s."
              .formatted(load.name(), plan.warmUpSeconds(), String.join(", ", unsteady)));
    }
  }
}
