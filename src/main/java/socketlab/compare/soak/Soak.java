// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import socketlab.compare.data.Load;
import socketlab.compare.load.Generator;
import socketlab.compare.plan.Workloads;
import socketlab.compare.progress.Narrator;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.LabServer;
import socketlab.compare.server.Pinning;
import socketlab.compare.server.ServerProcess;
import socketlab.net.Transport;
import socketlab.pattern.Pattern;
import socketlab.record.Commit;
import socketlab.record.Machine;
import socketlab.record.RunRecord;

/**
 * One server at full load for long, in slices: keep-alive, pipelined, a connection a request, many
 * connections, and again. Between two slices it is at rest, and is looked at.
 *
 * @param command what repeats it
 * @param duration of load, all slices together
 * @param cpus of the server, which are not the generator's
 */
public record Soak(
    String command, Pattern pattern, Transport transport, Duration duration, int cpus) {
  private static final Path ROOT = Path.of("");
  private static final int CONNECTIONS = 64;
  private static final int MANY = 512;

  /** Each kind of load comes at least so often; a slice is ten seconds at most. */
  private static final int TURNS = 10;

  private static final int LONGEST_SLICE_SECONDS = 10;

  /** Shorter ones have too few slices to tell growth from noise. */
  public static final Duration SHORTEST = Duration.ofSeconds(Findings.FEWEST);

  /**
   * Runs it.
   *
   * @throws IOException in one line, when it cannot be run, or the server has ended
   */
  public SoakResult run(Narrator out) throws IOException, InterruptedException {
    List<Load> loads = loads();
    int slice =
        Math.toIntExact(
            Math.clamp(duration.toSeconds() / (TURNS * loads.size()), 1, LONGEST_SLICE_SECONDS));
    int slices = Math.toIntExact(duration.toSeconds() / slice);
    Instant began = Instant.now();
    String loadBefore = Machine.loadAverage();
    // Before the pinning, which leaves this process only some of its CPUs.
    Machine machine = Machine.here();
    List<RestingServer> looks = new ArrayList<>();
    Pinning.leave(cpus);
    List<String> options =
        new ArrayList<>(List.of("--pattern=" + pattern.id(), "--transport=" + transport.id()));
    options.addAll(LabServer.counts(pattern, cpus, 2 * cpus));
    try (ServerProcess server = LabServer.serve(cpus, options.toArray(String[]::new))) {
      long requests = 0;
      for (int i = 0; i < slices; i++) {
        Load load = loads.get(i % loads.size());
        RestingServer look = look(server, load, slice, began, requests);
        requests = look.requests();
        looks.add(look);
        out.passing(
            String.format(
                Locale.ROOT,
                "%d/%d  %s  %,d requests  %d errors  %.1f MiB  %d descriptors  %s left",
                i + 1,
                slices,
                load.name(),
                requests,
                look.errors(),
                look.residentBytes() / (double) (1 << 20),
                look.descriptors(),
                left(began, i + 1, slices)));
      }
    }
    return new SoakResult(
        this, record(began, machine, loadBefore), List.copyOf(looks), Findings.of(looks));
  }

  /** At the pace so far: between two slices the server rests. */
  private static String left(Instant began, int done, int slices) {
    long passed = Duration.between(began, Instant.now()).toSeconds();
    Duration left = Duration.ofSeconds(passed * (slices - done) / done);
    return left.toMinutes() > 0
        ? left.toMinutes() + "m" + left.toSecondsPart() + "s"
        : left.toSeconds() + "s";
  }

  private RestingServer look(
      ServerProcess server, Load load, int seconds, Instant began, long before)
      throws IOException, InterruptedException {
    Generator generator = generator(load);
    Generator.Outcome outcome =
        generator.run(Generator.Task.of(load, server.address(), seconds, cpus));
    double passed = Duration.between(began, Instant.now()).toMillis() / 1e3;
    return RestingServer.at(server, passed, load.name(), before, outcome);
  }

  private static List<Load> loads() {
    return Stream.concat(
            Stream.of("plaintext", "pipelined", "new-connection")
                .map(name -> Workloads.byName(name, CONNECTIONS).orElseThrow()),
            Stream.of(
                new Load(
                    "plaintext-" + MANY,
                    "GET /plaintext, keep-alive",
                    "/plaintext",
                    MANY,
                    1,
                    false)))
        .toList();
  }

  private static Generator generator(Load load) {
    List<Generator> here = Generator.all().stream().filter(one -> one.missing().isEmpty()).toList();
    return Generator.of(here, load).orElseThrow();
  }

  private RunRecord record(Instant began, Machine machine, String loadBefore) {
    Generator generator = generator(loads().getFirst());
    return new RunRecord(
        command,
        began,
        Instant.now(),
        machine,
        Commit.of(ROOT),
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        JvmFlags.ofLab(),
        Pinning.describe(cpus),
        Map.of(generator.name(), generator.version()),
        loadBefore,
        Machine.loadAverage());
  }
}
