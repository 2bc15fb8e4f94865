// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.IOException;
import java.io.PrintStream;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import socketlab.cli.name.CompletionNames;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Names;
import socketlab.compare.Comparing;
import socketlab.compare.load.Generator;
import socketlab.compare.plan.Everything;
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
      "Weighs patterns against each other and against other servers; the results go to a new folder"
          + " under bench-results. How, and what it cannot tell: docs/compare.md."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    footer = {
      "",
      "For example: ./lab compare --patterns=single-thread,sharded --transports=nio,epoll",
      "             ./lab compare --patterns=single-thread --with=nginx,netty-nio",
      "             ./lab compare --targets",
      "             ./lab compare --everything"
    })
final class CompareCommand implements Callable<Integer> {
  private static final List<String> OWN_LIST =
      List.of("--patterns", "--transports", "--with", "--workloads", "--connections");

  @Spec private CommandSpec spec;

  @Option(
      names = "--targets",
      description = "The speed table: a fixed list of works, servers and targets.")
  private boolean targets;

  @Option(
      names = "--everything",
      description =
          "All patterns on all transports, all other servers, all workloads, and the generator"
              + " itself.")
  private boolean everything;

  @Option(
      names = "--generator-check",
      description = "Weigh lab load against wrk too, at one nginx; part of --everything.")
  private boolean generatorCheck;

  @Option(
      names = "--patterns",
      split = ",",
      paramLabel = "NAME",
      converter = Names.ToPattern.class,
      completionCandidates = CompletionNames.Patterns.class,
      showDefaultValue = Help.Visibility.NEVER,
      description = "Of ${COMPLETION-CANDIDATES} (default: all).")
  private List<Pattern> patterns = Patterns.all();

  @Option(
      names = "--transports",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "nio",
      converter = Names.ToTransport.class,
      completionCandidates = CompletionNames.Transports.class,
      description = "Of ${COMPLETION-CANDIDATES}.")
  private List<Transport> transports;

  @Option(
      names = "--with",
      split = ",",
      paramLabel = "NAME",
      converter = Names.ToPeer.class,
      completionCandidates = CompletionNames.Servers.class,
      showDefaultValue = Help.Visibility.NEVER,
      description = "Other servers: ${COMPLETION-CANDIDATES} (default: none).")
  private List<Candidate> others = List.of();

  @Option(
      names = "--workloads",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "plaintext",
      converter = Names.ToWorkload.class,
      completionCandidates = CompletionNames.Loads.class,
      description = "Of ${COMPLETION-CANDIDATES}.")
  private List<String> workloads;

  @Option(
      names = "--connections",
      defaultValue = "64",
      paramLabel = "N",
      description = "Open at once.")
  private int connections;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Each server's turns (default: 9; 2 with --quick).")
  private Integer rounds;

  @Option(
      names = "--round",
      paramLabel = "TIME",
      description =
          "How long a turn is, in whole seconds (default: 3s; 1s with --everything or --quick).")
  private Duration round;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      description =
          "At most, before a server's throughput is steady (default: 15s; 10s with --everything; 1s"
              + " with --quick).")
  private Duration warmUp;

  @Option(
      names = "--latency-at",
      paramLabel = "SHARE",
      description =
          "Measure latency too, by lab load, at this share of what the slowest server can, above 0"
              + " and below 1; in a third as many rounds.")
  private Double share;

  @Option(
      names = "--baseline-server",
      paramLabel = "NAME",
      description = "What ratios are told to (default: nginx where it takes part, or the first).")
  private String baselineServer;

  @Option(
      names = "--baseline",
      paramLabel = "FOLDER",
      description = "An earlier run to compare with; exit 1 when this one is worse.")
  private Path earlier;

  @Option(
      names = "--generator",
      paramLabel = "NAME",
      converter = Names.ToGenerator.class,
      completionCandidates = CompletionNames.Generators.class,
      description =
          "Of ${COMPLETION-CANDIDATES} (default: each workload by the first that is there and can"
              + " offer it).")
  private Generator generator;

  @Option(
      names = "--server-cpus",
      defaultValue = "1",
      paramLabel = "N",
      description = "Processors of the server, and its loops; the load has the others.")
  private int cpus;

  @Option(
      names = "--workers",
      defaultValue = "1",
      paramLabel = "N",
      description = "Threads that run handlers, of message-balancing.")
  private int workers;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of the order, and of intervals.")
  private long seed;

  @Option(names = "--topic", paramLabel = "NAME", description = "Ends the folder's name.")
  private String topic;

  @Option(
      names = "--quick",
      description = "A few seconds, into target: a test of the harness, no result.")
  private boolean quick;

  @Option(names = "--json", description = "As JSON; its shape is docs/schema/campaign.json.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Optional<TargetSize> size =
        targets ? Optional.of(quick ? TargetSize.QUICK : TargetSize.FULL) : Optional.empty();
    Plan plan = plan(size);
    Comparing.Request request =
        new Comparing.Request(plan, size, Optional.ofNullable(earlier), quick);
    // What is being done goes beside the result, so that the result can be piped.
    PrintStream progress = System.err;
    try {
      return report(Comparing.run(request, progress));
    } catch (IOException e) {
      throw new LabFailure(e.getMessage());
    }
  }

  private int report(Comparing.Outcome outcome) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(outcome.campaign().toJson());
    } else {
      out.print(outcome.text());
      out.println("results: " + outcome.folder() + ", to look at: report.html");
      if (!quick) {
        out.println("./lab pages puts them into the index and the README");
      }
    }
    out.flush();
    List<String> worse = outcome.regressions();
    if (!worse.isEmpty()) {
      throw new LabFailure(
          "worse than "
              + outcome.campaign().earlierRun()
              + " beyond the interval: "
              + String.join("; ", worse));
    }
    return 0;
  }

  private Plan plan(Optional<TargetSize> size) {
    checkKind();
    String kind = targets ? "speed" : everything ? "everything" : "compare";
    String name = topic == null ? kind : topic;
    if (!name.matches("[a-z0-9-]+")) {
      throw usage("--topic is part of a folder's name: small letters, digits and dashes");
    }
    if (earlier != null && !Files.isDirectory(earlier)) {
      throw usage("--baseline is a folder of an earlier run, and there is none at " + earlier);
    }
    if (share != null && !(share > 0 && share < 1)) {
      throw usage("--latency-at is above 0 and below 1, not " + share);
    }
    OptionalDouble rate = share == null ? OptionalDouble.empty() : OptionalDouble.of(share);
    List<Plan.Work> works =
        everything
            ? (quick ? Everything.few() : Everything.works())
            : size.map(one -> one.works(atLeastOne("--workers", workers), rate))
                .orElseGet(() -> works(rate));
    return new Plan(
        name,
        "./lab " + String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs()),
        works,
        atLeastOne("--rounds", rounds == null ? (quick ? 2 : 9) : rounds),
        seconds("--round", round, quick || everything ? 1 : 3),
        seconds("--warmup", warmUp, quick ? 1 : everything ? 10 : 15),
        seed,
        baseline(works),
        generators(),
        everything || generatorCheck,
        atLeastOne("--server-cpus", cpus));
  }

  /** The two whose servers and workloads are given take no others. */
  private void checkKind() {
    if (targets && everything) {
      throw usage("--targets and --everything are two campaigns; run one after the other");
    }
    if (targets || everything) {
      for (String option : OWN_LIST) {
        if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
          throw usage(
              option
                  + " has no part in "
                  + (targets ? "--targets" : "--everything")
                  + ", whose servers and workloads are given; leave out one of the two");
        }
      }
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

  private String baseline(List<Plan.Work> works) {
    List<String> names =
        works.stream()
            .flatMap(work -> work.candidates().stream())
            .filter(candidate -> candidate.missing().isEmpty())
            .map(Candidate::name)
            .distinct()
            .toList();
    if (baselineServer == null) {
      return names.contains("nginx") || names.isEmpty() ? "nginx" : names.getFirst();
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
      throw usage("--latency-at needs a generator that holds a rate: leave --generator out");
    }
    Optional<String> missing = generator.missing();
    if (missing.isPresent()) {
      throw new LabFailure(generator.name() + ": " + missing.get());
    }
    return List.of(generator);
  }

  private int seconds(String option, Duration given, int otherwise) {
    if (given != null && given.toMillis() % 1000 != 0) {
      throw usage(option + " is in whole seconds, as generators take them");
    }
    return given == null ? otherwise : atLeastOne(option, Math.toIntExact(given.toSeconds()));
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
