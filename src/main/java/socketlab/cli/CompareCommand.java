// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import socketlab.cli.compare.CompareKind;
import socketlab.cli.compare.HttpsOptions;
import socketlab.cli.name.CompletionNames;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Names;
import socketlab.cli.name.Processors;
import socketlab.cli.term.ColumnStyle;
import socketlab.cli.term.ProgressLine;
import socketlab.cli.term.Terminal;
import socketlab.compare.Comparing;
import socketlab.compare.https.HttpsPlan;
import socketlab.compare.load.Generator;
import socketlab.compare.plan.Everything;
import socketlab.compare.plan.NotificationPlan;
import socketlab.compare.plan.NotificationWay;
import socketlab.compare.plan.Plan;
import socketlab.compare.plan.TargetSize;
import socketlab.compare.plan.Workloads;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.LabServer;
import socketlab.net.Transport;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

@Command(
    name = "compare",
    description = {
      "Compares patterns with each other and with other servers, and writes the results to a new"
          + " folder in bench-results. docs/compare.md explains the method and its limits."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    footer = {
      "",
      "For example: ./lab compare --patterns=single-thread,sharded --transports=nio,epoll",
      "             ./lab compare --patterns=single-thread --with=nginx,netty-nio",
      "             ./lab compare --targets",
      "             ./lab compare --notifications --with=nchan",
      "             ./lab compare --https",
      "             ./lab compare --everything"
    })
final class CompareCommand implements Callable<Integer> {
  /** Enough to see that all are notified, in a second. */
  private static final int QUICK_CLIENTS = 50;

  @Spec private CommandSpec spec;

  @Option(
      names = "--targets",
      description = "Measure the speed table: a fixed list of workloads, servers and limits.")
  private boolean targets;

  @Option(
      names = "--everything",
      description =
          "Measure all patterns on all transports, all other servers, all workloads, and the load"
              + " generator itself.")
  private boolean everything;

  @Option(
      names = "--notifications",
      description =
          "Measure what it costs to notify many clients once a second, by polling, event streams"
              + " and WebSockets; --with=nchan adds nginx with nchan, and the limits to it.")
  private boolean notifications;

  @Mixin private HttpsOptions https;

  @Option(
      names = "--ways",
      split = ",",
      paramLabel = "NAME",
      converter = Names.ToWay.class,
      completionCandidates = CompletionNames.Ways.class,
      showDefaultValue = Help.Visibility.NEVER,
      description = "With --notifications: ${COMPLETION-CANDIDATES} (default: all).")
  private List<NotificationWay> ways = List.of(NotificationWay.values());

  @Option(
      names = "--clients",
      split = ",",
      paramLabel = "N",
      defaultValue = "10,1000,5000",
      description = "With --notifications: how many clients at once, in each.")
  private List<Integer> clients;

  @Option(
      names = "--generator-check",
      description =
          "Also compare lab load with wrk, both at the same nginx; --everything includes it.")
  private boolean generatorCheck;

  @Option(
      names = "--patterns",
      split = ",",
      paramLabel = "NAME",
      converter = Names.ToPattern.class,
      completionCandidates = CompletionNames.Patterns.class,
      showDefaultValue = Help.Visibility.NEVER,
      description = "Patterns to measure: ${COMPLETION-CANDIDATES} (default: all).")
  private List<Pattern> patterns = Patterns.all();

  @Option(
      names = "--transports",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "nio",
      converter = Names.ToTransport.class,
      completionCandidates = CompletionNames.Transports.class,
      description = "Transports to measure them on: ${COMPLETION-CANDIDATES}.")
  private List<Transport> transports;

  @Option(
      names = "--with",
      split = ",",
      paramLabel = "NAME",
      converter = Names.ToPeer.class,
      completionCandidates = CompletionNames.Servers.class,
      showDefaultValue = Help.Visibility.NEVER,
      description = "Other servers to measure: ${COMPLETION-CANDIDATES} (default: none).")
  private List<Candidate> others = List.of();

  @Option(
      names = "--workloads",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "plaintext",
      converter = Names.ToWorkload.class,
      completionCandidates = CompletionNames.Loads.class,
      description = "Workloads: ${COMPLETION-CANDIDATES}.")
  private List<String> workloads;

  @Option(
      names = "--connections",
      defaultValue = "64",
      paramLabel = "N",
      description = "Connections that are open at once.")
  private int connections;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "How many rounds; each server has one turn in each (default: 9; 2 with --quick).")
  private Integer rounds;

  @Option(
      names = "--round",
      paramLabel = "TIME",
      description =
          "How long a turn lasts, in whole seconds (default: 3s; 1s with --everything or --quick).")
  private Duration round;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      description =
          "The longest time to wait for a server's throughput to become steady (default: 15s; 10s"
              + " with --everything or --notifications; 1s with --quick).")
  private Duration warmUp;

  @Option(
      names = "--latency-at",
      paramLabel = "SHARE",
      description =
          "Also measure latency, with lab load, at this share of the slowest server's throughput"
              + " (above 0 and below 1), in a third as many rounds.")
  private Double share;

  @Option(
      names = "--baseline-server",
      paramLabel = "NAME",
      description =
          "The server that all others are compared with (default: nginx where it takes part, else"
              + " the first).")
  private String baselineServer;

  @Option(
      names = "--baseline",
      paramLabel = "FOLDER",
      description =
          "The folder of an earlier run to compare with; exit code 1 when this run is worse.")
  private Path earlier;

  @Option(
      names = "--generator",
      paramLabel = "NAME",
      converter = Names.ToGenerator.class,
      completionCandidates = CompletionNames.Generators.class,
      description =
          "The load generator: ${COMPLETION-CANDIDATES} (default: for each workload the first one"
              + " that is installed and can offer it).")
  private Generator generator;

  @Option(
      names = "--server-cpus",
      defaultValue = "1",
      paramLabel = "N",
      description = "How many processors, and loops, the server gets; the load gets the others.")
  private int cpus;

  @Option(
      names = "--workers",
      defaultValue = "1",
      paramLabel = "N",
      description = "How many worker threads message-balancing has.")
  private int workers;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "The seed of the order of turns and of the intervals.")
  private long seed;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "The last part of the folder's name.")
  private String topic;

  @Option(
      names = "--quick",
      description =
          "Run for a few seconds and write to target: this tests the harness and gives no result.")
  private boolean quick;

  @Option(names = "--json", description = "Print JSON; its schema is docs/schema/campaign.json.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Optional<TargetSize> size =
        targets ? Optional.of(quick ? TargetSize.QUICK : TargetSize.FULL) : Optional.empty();
    check(CompareKind.complaint(spec.commandLine().getParseResult()));
    check(https.complaint());
    CompareKind kind = CompareKind.of(spec.commandLine().getParseResult());
    Optional<NotificationPlan> notified =
        notifications ? Optional.of(notificationPlan()) : Optional.empty();
    Optional<HttpsPlan> secure =
        kind == CompareKind.HTTPS ? Optional.of(https.plan(quick)) : Optional.empty();
    Plan plan = plan(kind, size, notified, secure);
    Comparing.Request request =
        new Comparing.Request(plan, size, notified, secure, Optional.ofNullable(earlier), quick);
    // What is being done goes beside the result, so that the result can be piped.
    try (ProgressLine progress = new ProgressLine(Terminal.here(), spec.commandLine().getErr())) {
      Comparing.Outcome outcome = Comparing.run(request, progress);
      progress.clear();
      return report(outcome);
    } catch (IOException e) {
      throw new LabFailure(e.getMessage());
    }
  }

  private int report(Comparing.Outcome outcome) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(outcome.campaign().toJson());
    } else {
      out.print(outcome.text(new ColumnStyle(Terminal.here())));
      out.println("results: " + outcome.folder() + " (charts: report.html)");
      if (!quick) {
        out.println("./lab pages adds them to the list of runs and to the README");
      }
    }
    out.flush();
    outcome
        .unspecified()
        .ifPresent(
            sentence -> {
              throw new LabFailure(sentence);
            });
    List<String> worse = outcome.regressions();
    if (!worse.isEmpty()) {
      throw new LabFailure(
          "this run is worse than "
              + outcome.campaign().earlierRun()
              + " by its whole interval: "
              + String.join("; ", worse));
    }
    return 0;
  }

  private NotificationPlan notificationPlan() {
    for (int count : clients) {
      atLeastOne("--clients", count);
    }
    return quick
        ? new NotificationPlan(quickWays(), List.of(QUICK_CLIENTS), others, 1, 1, true)
        : new NotificationPlan(ways, clients, others, seconds("--round", round, 5), 3, false);
  }

  /** All but the one that takes longer than all others together. */
  private List<NotificationWay> quickWays() {
    return ways.stream().filter(way -> way != NotificationWay.POLL_5S).toList();
  }

  private Plan plan(
      CompareKind kind,
      Optional<TargetSize> size,
      Optional<NotificationPlan> notified,
      Optional<HttpsPlan> secure) {
    String name = topic == null ? kind.topic() : topic;
    if (!name.matches("[a-z0-9-]+")) {
      throw usage("--topic is part of a folder's name: small letters, digits and dashes");
    }
    if (earlier != null && !Files.isDirectory(earlier)) {
      throw usage(
          "--baseline must be the folder of an earlier run, and there is none at " + earlier);
    }
    if (share != null && !(share > 0 && share < 1)) {
      throw usage("--latency-at is above 0 and below 1, not " + share);
    }
    OptionalDouble rate = share == null ? OptionalDouble.empty() : OptionalDouble.of(share);
    List<Plan.Work> works =
        everything
            ? (quick ? Everything.few() : Everything.works())
            : notified
                .map(NotificationPlan::works)
                .or(() -> secure.map(HttpsPlan::works))
                .or(() -> size.map(one -> one.works(atLeastOne("--workers", workers), rate)))
                .orElseGet(() -> works(rate));
    return new Plan(
        name,
        "./lab " + String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs()),
        works,
        atLeastOne("--rounds", rounds == null ? (quick ? 2 : 9) : rounds),
        notified
            .map(NotificationPlan::seconds)
            .orElseGet(() -> seconds("--round", round, quick || everything ? 1 : 3)),
        seconds("--warmup", warmUp, quick ? 1 : notifications || everything ? 10 : 15),
        seed,
        baseline(kind, works),
        secure.<List<Generator>>map(one -> List.of(one.generator())).orElseGet(this::generators),
        everything || generatorCheck,
        processors());
  }

  private void check(Optional<String> complaint) {
    if (complaint.isPresent()) {
      throw usage(complaint.get());
    }
  }

  private List<Plan.Work> works(OptionalDouble rate) {
    List<Candidate> candidates = new ArrayList<>();
    for (Pattern pattern : patterns) {
      for (Transport transport : transports) {
        candidates.add(new LabServer(pattern, transport));
      }
    }
    candidates.addAll(others);
    atLeastOne("--connections", connections);
    return workloads.stream()
        .map(name -> Workloads.byName(name, connections).orElseThrow())
        .map(
            load ->
                new Plan.Work(
                    load, candidates, atLeastOne("--workers", workers), rate, true, false))
        .toList();
  }

  private String baseline(CompareKind kind, List<Plan.Work> works) {
    List<String> names =
        works.stream()
            .flatMap(work -> work.candidates().stream())
            .filter(candidate -> candidate.missing().isEmpty())
            .map(Candidate::name)
            .distinct()
            .toList();
    if (baselineServer == null) {
      String peer = kind.peer();
      return names.contains(peer) || names.isEmpty() ? peer : names.getFirst();
    }
    if (!names.contains(baselineServer)) {
      throw usage("--baseline-server: " + Names.unknown("server", baselineServer, names));
    }
    return baselineServer;
  }

  /** The one that was asked for, or all that are there. */
  private List<Generator> generators() {
    if (generator == null) {
      return Generator.all().stream().filter(one -> one.missing().isEmpty()).toList();
    }
    if (share != null && !generator.holdsARate()) {
      throw usage(
          "--latency-at needs a load generator that can keep a rate: leave out --generator");
    }
    Optional<String> missing = generator.missing();
    if (missing.isPresent()) {
      throw new LabFailure(generator.name() + ": " + missing.get());
    }
    return List.of(generator);
  }

  private int seconds(String option, Duration given, int otherwise) {
    if (given != null && given.toMillis() % 1000 != 0) {
      throw usage(option + " must be in whole seconds: the load generators accept nothing else");
    }
    return given == null ? otherwise : atLeastOne(option, Math.toIntExact(given.toSeconds()));
  }

  private int processors() {
    Processors.complaint("--server-cpus", cpus)
        .ifPresent(
            complaint -> {
              throw usage(complaint);
            });
    return cpus;
  }

  private int atLeastOne(String option, int value) {
    if (value < 1) {
      throw usage(option + " is at least 1, not " + value);
    }
    return value;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
