// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import socketlab.cli.name.LabFailure;
import socketlab.compare.BenchmarkHarness;

@Command(
    name = "bench",
    description =
        "Runs the JMH benchmarks and writes their results to a new folder in bench-results.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = {
      "lab bench [--topic=NAME] [REGEX...] [JMH options]",
      "lab bench --list [REGEX...] | --smoke | --jmh-help"
    },
    footer = {
      "",
      "REGEX chooses benchmarks by name. Options that are not listed above go to JMH, for example:",
      "  -p NAME=A,B   parameters: pattern, connections, transport, threads, serverCpus, queue",
      "  -f N          JVMs for each benchmark",
      "  -wi N -w 1s   warm-up iterations, and how long each is",
      "  -i N -r 1s    measured iterations, and how long each is",
      "  -prof gc      bytes allocated for each operation",
      "",
      "For example: ./lab bench Parser -prof gc",
      "             ./lab bench Pattern -p pattern=sharded,single-thread -p connections=64 -f 5"
    })
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--list", description = "List the benchmarks and run none.")
  private boolean list;

  @Option(
      names = "--smoke",
      description =
          "Run each kind for a moment and write to target: this tests the harness and gives no"
              + " result.")
  private boolean smoke;

  @Option(
      names = "--topic",
      defaultValue = "",
      paramLabel = "NAME",
      description = "What the run is about; the last part of the folder's name.")
  private String topic;

  @Option(names = "--jmh-help", description = "Print JMH's own help on its options.")
  private boolean jmhHelp;

  @Unmatched private List<String> options = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (!topic.matches("[a-z0-9-]*")) {
      throw usage("--topic is part of a folder's name: small letters, digits and dashes");
    }
    BenchmarkHarness harness = harness();
    try {
      if (list) {
        harness.list(options).forEach(out::println);
        out.flush();
        return 0;
      }
      if (jmhHelp) {
        harness.help(System.out);
        return 0;
      }
      return run(harness, out);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private int run(BenchmarkHarness harness, PrintWriter out) {
    // JMH writes to a stream, and as it goes.
    PrintStream progress = System.out;
    try {
      BenchmarkHarness.Outcome outcome =
          harness.run(new BenchmarkHarness.Request(options, topic, smoke), progress);
      out.println("results: " + outcome.folder());
      out.flush();
      if (outcome.failed() > 0) {
        throw new LabFailure(
            "benchmarks that failed: "
                + outcome.failed()
                + "; each says why in "
                + outcome.folder().resolve("jmh.txt"));
      }
      return 0;
    } catch (IOException e) {
      throw new LabFailure(e.getMessage());
    }
  }

  private static BenchmarkHarness harness() {
    try {
      return Class.forName(BenchmarkHarness.IMPLEMENTATION)
          .asSubclass(BenchmarkHarness.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LabFailure(
          "the benchmarks are not in the lab's jar; run ./lab bench in the project's folder");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
