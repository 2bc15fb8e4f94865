// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Version;
import socketlab.compare.BenchmarkHarness;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.Pinning;
import socketlab.record.Commit;
import socketlab.record.Machine;
import socketlab.record.RunRecord;

/**
 * JMH with what it leaves out: a folder for each run, and in it the machine, the commit and a page.
 *
 * <pre>
 *   bench-results/2026-01-31-amd-epyc-7763-4cpu-0123456789-jmh/
 *     jmh.json  what JMH measured, every iteration
 *     jmh.txt   what JMH said meanwhile
 *     run.json  machine, kernel, JDK, commit, load, command
 *     README.md the table
 * </pre>
 */
public final class Bench implements BenchmarkHarness {
  private static final Path ROOT = Path.of("");
  private static final Path SMOKE = Path.of("target", "bench-smoke");

  /**
   * What the native helper needs, which the lab's jar says in its manifest; and no word about JMH's
   * use of Unsafe, which would name the folder it lies in.
   */
  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  @Override
  public List<String> list(List<String> options) {
    return chosen(parse(options)).stream()
        .map(BenchmarkListEntry::getUsername)
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  public void help(PrintStream out) throws IOException {
    try {
      new CommandLineOptions().showHelp();
    } catch (CommandLineOptionException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public Outcome run(Request request, PrintStream out) throws IOException {
    CommandLineOptions given = parse(request.options());
    chosen(given);
    Instant began = Instant.now();
    Machine machine = Machine.here();
    Commit commit = Commit.of(ROOT);
    String loadBefore = Machine.loadAverage();
    Path folder = request.smoke() ? emptied(SMOKE) : newFolder(request, began, machine, commit);
    Collection<RunResult> results;
    BenchmarkProgress progress = new BenchmarkProgress();
    try (PrintStream log =
        new PrintStream(new Tee(out, Files.newOutputStream(folder.resolve("jmh.txt"))))) {
      Options options = options(given, request.smoke(), folder.resolve("jmh.json"));
      results = new Runner(options, progress.around(format(log, given))).run();
    } catch (RunnerException e) {
      throw new IOException(
          "the run failed: "
              + e.getMessage().lines().findFirst().orElse("")
              + " The whole of it is in "
              + folder.resolve("jmh.txt"),
          e);
    }
    RunRecord record =
        new RunRecord(
            command(request),
            began,
            Instant.now(),
            machine,
            commit,
            jvmFlags(given),
            JvmFlags.ofLab(),
            Pinning.describe(1),
            Map.of("JMH", Version.getPlainVersion()),
            loadBefore,
            Machine.loadAverage());
    record.write(folder.resolve("run.json"));
    makeNeutral(folder.resolve("jmh.json"));
    makeNeutral(folder.resolve("jmh.txt"));
    List<String> failed = progress.withoutResult(results);
    Files.writeString(
        folder.resolve("README.md"),
        new Report(record, failed).page(Files.readString(folder.resolve("jmh.json"))));
    return new Outcome(folder, failed.size());
  }

  private static Path newFolder(Request request, Instant began, Machine machine, Commit commit)
      throws IOException {
    String kind = request.topic().isEmpty() ? "jmh" : "jmh-" + request.topic();
    return RunRecord.newFolder(Path.of("bench-results"), began, machine, commit, kind);
  }

  private static CommandLineOptions parse(List<String> arguments) {
    CommandLineOptions options;
    try {
      options = new CommandLineOptions(arguments.toArray(String[]::new));
      options.getIncludes().forEach(Pattern::compile);
      options.getExcludes().forEach(Pattern::compile);
    } catch (CommandLineOptionException e) {
      throw new IllegalArgumentException("JMH says: " + e.getMessage(), e);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + e.getPattern() + "' is no regular expression: " + e.getDescription(), e);
    }
    if (options.shouldHelp()
        || options.shouldListProfilers()
        || options.shouldListResultFormats()) {
      throw new IllegalArgumentException("JMH's own help is: lab bench --jmh-help");
    }
    if (options.shouldList() || options.shouldListWithParams()) {
      throw new IllegalArgumentException("the list is: lab bench --list");
    }
    return options;
  }

  private static Collection<BenchmarkListEntry> chosen(CommandLineOptions options) {
    List<String> includes = options.getIncludes().isEmpty() ? List.of(".*") : options.getIncludes();
    for (String include : includes) {
      // One of several that matches nothing would go unnoticed for the length of a campaign.
      if (find(List.of(include), options.getExcludes()).isEmpty()) {
        throw new IllegalArgumentException(
            "no benchmark's name matches " + include + "; the list is: lab bench --list");
      }
    }
    return find(includes, options.getExcludes());
  }

  private static Collection<BenchmarkListEntry> find(List<String> includes, List<String> excludes) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return BenchmarkList.defaultList()
        .find(
            OutputFormatFactory.createFormatInstance(nowhere, VerboseMode.SILENT),
            includes,
            excludes);
  }

  private static Options options(CommandLineOptions given, boolean smoke, Path json) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(given)
            .jvmArgs(jvmFlags(given).toArray(String[]::new))
            .addProfiler(ServerCpu.class)
            .resultFormat(ResultFormatType.JSON)
            .result(json.toString());
    if (smoke) {
      // A few of each kind: the tests go through all patterns.
      options
          .forks(1)
          .warmupIterations(0)
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(100))
          .shouldFailOnError(true)
          .param("pattern", "single-thread", "message-balancing", "virtual-threads")
          .param("connections", "8")
          .param("queue", "HandOffQueue-park", "ConcurrentLinkedQueue-spin")
          .param("consumers", "3");
    }
    return options.build();
  }

  /** Those of this JVM, unless others were given, and in any case what the native helper needs. */
  private static List<String> jvmFlags(CommandLineOptions given) {
    List<String> flags =
        new ArrayList<>(
            given.getJvmArgs().hasValue()
                ? given.getJvmArgs().get()
                : ManagementFactory.getRuntimeMXBean().getInputArguments());
    FLAGS.stream().filter(flag -> !flags.contains(flag)).forEach(flags::add);
    return flags;
  }

  private static OutputFormat format(PrintStream log, CommandLineOptions given) {
    return OutputFormatFactory.createFormatInstance(
        log, given.verbosity().orElse(VerboseMode.NORMAL));
  }

  private static String command(Request request) {
    StringBuilder command = new StringBuilder("./lab bench");
    if (request.smoke()) {
      command.append(" --smoke");
    }
    if (!request.topic().isEmpty()) {
      command.append(" --topic=").append(request.topic());
    }
    for (String option : request.options()) {
      // As a shell takes it.
      boolean plain = option.matches("[A-Za-z0-9_./,:=+-]+");
      command.append(' ').append(plain ? option : "'" + option.replace("'", "'\\''") + "'");
    }
    return command.toString();
  }

  /** Results are published: where a JDK and a project lie is nobody's business. */
  private static void makeNeutral(Path file) throws IOException {
    String text =
        Files.readString(file)
            .replace(System.getProperty("java.home"), "$JAVA_HOME")
            .replace(ROOT.toAbsolutePath().toString(), ".");
    Files.writeString(file, text);
  }

  private static Path emptied(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    return folder;
  }
}
