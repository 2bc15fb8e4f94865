// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.data.Sample.Phase;
import socketlab.compare.measure.Starts;
import socketlab.compare.peer.Candidates;
import socketlab.compare.plan.Plan;
import socketlab.compare.plan.SpeedTarget;
import socketlab.compare.plan.TargetSize;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.Candidate.Setting;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.LabServer;

/**
 * The starts of the speed table, in turns: in each round everything is started once, so that what
 * holds up the machine for a while holds up all of it. A first start of each is not counted: it
 * reads its files from the disk.
 */
record StartRuns(Plan plan, TargetSize size) {
  /** What a start and a stop take, about. */
  private static final double START_SECONDS = 1.5;

  private static final double REST_SECONDS = 17;

  private static final Map<String, List<String>> COMMANDS =
      Map.of(
          "lab list", List.of(LabServer.LAUNCHER, "list"),
          "java -version", List.of(JvmFlags.java(), "-version"));

  /** Who is started, by workload and name. */
  private record Starter(Load load, String name, Metric metric) {
    boolean isServer() {
      return !COMMANDS.containsKey(name);
    }
  }

  /** What a start comes to, in its metric's unit. */
  @FunctionalInterface
  private interface Figure {
    double measure() throws IOException, InterruptedException;
  }

  double plannedSeconds() {
    return starters(Metric.FIRST_ANSWER, Metric.COMMAND).size()
            * (size.starts() + 1)
            * START_SECONDS
        + starters(Metric.AT_REST).size() * size.processes() * REST_SECONDS;
  }

  /** Measures all of it; what cannot be measured is told in {@code reasons}, by target. */
  List<Sample> run(Progress progress, Map<String, String> reasons) throws InterruptedException {
    List<Sample> samples = new ArrayList<>();
    List<Starter> failed = new ArrayList<>();
    for (int round = 0; round <= size.starts(); round++) {
      int turn = 0;
      for (Starter starter : starters(Metric.FIRST_ANSWER, Metric.COMMAND)) {
        turn++;
        int at = turn;
        int of = round;
        if (!failed.contains(starter)) {
          one(starter, of, at, reasons)
              .ifPresentOrElse(
                  sample -> {
                    if (of > 0) {
                      samples.add(sample);
                    }
                  },
                  () -> failed.add(starter));
        }
      }
    }
    for (Starter starter : starters(Metric.AT_REST)) {
      for (int process = 1; process <= size.processes(); process++) {
        one(starter, process, 1, reasons).ifPresent(samples::add);
      }
    }
    progress.done(plannedSeconds(), "starts");
    return samples;
  }

  /** Everything that some target wants of these metrics, once. */
  private List<Starter> starters(Metric... metrics) {
    Map<String, Starter> starters = new LinkedHashMap<>();
    for (SpeedTarget target : size.targets()) {
      if (List.of(metrics).contains(target.metric())) {
        Stream.of(target.ours(), target.peer())
            .filter(name -> !name.isEmpty())
            .forEach(
                name ->
                    starters.putIfAbsent(
                        target.metric() + name, new Starter(target.load(), name, target.metric())));
      }
    }
    return List.copyOf(starters.values());
  }

  private Optional<Sample> one(Starter starter, int round, int turn, Map<String, String> reasons)
      throws InterruptedException {
    try {
      double value = figure(starter).measure();
      return Optional.of(
          new Sample(
              starter.load().name(),
              starter.name(),
              1,
              Phase.START,
              round,
              turn,
              START_SECONDS,
              starter.load().connections(),
              0,
              Map.of(starter.metric().id(), value)));
    } catch (IOException e) {
      size.targets().stream()
          .filter(target -> target.metric() == starter.metric())
          .filter(
              target ->
                  target.ours().equals(starter.name()) || target.peer().equals(starter.name()))
          .forEach(target -> reasons.put(target.id(), starter.name() + ": " + e.getMessage()));
      return Optional.empty();
    }
  }

  private Figure figure(Starter starter) throws IOException {
    if (!starter.isServer()) {
      return () -> Starts.commandMillis(COMMANDS.get(starter.name()));
    }
    Candidate candidate = Candidates.byName(starter.name());
    Optional<String> missing = candidate.missing();
    if (missing.isPresent()) {
      throw new IOException(missing.get());
    }
    Setting setting = Setting.of(plan.cpus());
    return starter.metric() == Metric.AT_REST
        ? () -> Starts.megabytesAtRest(candidate, setting)
        : () -> Starts.firstAnswerMillis(candidate, setting);
  }
}
