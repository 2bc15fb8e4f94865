// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.server.Pinning;
import socketlab.compare.server.Program;

/**
 * wrk: a closed loop at full speed. Its latencies are of what the server let it offer, and so are
 * not told.
 *
 * <p>See github.com/wg/wrk, SCRIPTING.
 */
public final class Wrk implements Generator {
  private static final Pattern DONE = Pattern.compile("(\\d+) requests in ([\\d.]+)(us|ms|s|m|h),");
  private static final Pattern ERRORS =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern STATUSES = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

  private static final String PIPELINE =
      """
      init = function(args)
        local requests = {}
        for i = 1, %d do requests[i] = wrk.format() end
        all = table.concat(requests)
      end
      request = function() return all end
      """;

  // Every hundredth, so that the share is exact and needs no seed.
  private static final String MIXED =
      """
      local sent = 0
      request = function()
        sent = sent + 1
        return wrk.format("GET", sent % 100 == 0 and "/work?sleep=20" or "/plaintext")
      end
      """;

  @Override
  public String name() {
    return "wrk";
  }

  @Override
  public String version() {
    return Program.output(List.of("wrk", "--version"))
        .lines()
        .findFirst()
        .map(line -> line.replaceAll(" Copyright.*", "").replaceAll("^wrk ", ""))
        .orElse("unknown");
  }

  @Override
  public Optional<String> missing() {
    return Program.find("wrk").isPresent()
        ? Optional.empty()
        : Optional.of("not installed; install it, for example: apt-get install wrk");
  }

  @Override
  public Optional<String> cannot(Load load) {
    if (load.path().isEmpty()) {
      return Optional.of("wrk speaks only HTTP; --generator=lab speaks raw TCP");
    }
    if (load.protocol() == LoadProtocol.PUBLISHING) {
      return Optional.of("wrk speaks to no broker; --generator=publishers publishes");
    }
    return load.protocol().isHttp2()
        ? Optional.of("wrk does not speak HTTP/2; --generator=h2load does")
        : Optional.empty();
  }

  @Override
  public boolean holdsARate() {
    return false;
  }

  @Override
  public Outcome run(Task task) throws IOException, InterruptedException {
    Load load = task.load();
    Optional<String> script = script(load);
    Path file = script.isPresent() ? Files.createTempFile("lab-wrk", ".lua") : null;
    try {
      if (file != null) {
        Files.writeString(file, script.get());
      }
      List<String> command = command(task, file);
      Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(wrk.getInputStream().readAllBytes());
      if (wrk.waitFor() != 0) {
        throw new IOException("wrk failed: " + text.lines().findFirst().orElse("it said nothing"));
      }
      return parse(text);
    } finally {
      if (file != null) {
        Files.delete(file);
      }
    }
  }

  private static List<String> command(Task task, Path script) {
    Load load = task.load();
    int threads = Math.min(Pinning.loadCpus(task.cpus()), load.connections());
    List<String> command = new ArrayList<>(Pinning.loadPrefix(task.cpus()));
    command.addAll(
        List.of("wrk", "-t" + threads, "-c" + load.connections(), "-d" + task.seconds() + "s"));
    if (load.newConnection()) {
      command.addAll(List.of("-H", "Connection: close"));
    }
    if (script != null) {
      command.addAll(List.of("-s", script.toString()));
    }
    command.add(
        load.protocol().scheme()
            + "://"
            + task.address().getHostString()
            + ":"
            + task.address().getPort()
            + "/plaintext");
    return command;
  }

  private static Optional<String> script(Load load) {
    if (load.pipeline() > 1) {
      return Optional.of(PIPELINE.formatted(load.pipeline()));
    }
    return load.path().equals("/plaintext") ? Optional.empty() : Optional.of(MIXED);
  }

  /**
   * @throws IOException when wrk did not get so far as to count
   */
  static Outcome parse(String text) throws IOException {
    Matcher done = DONE.matcher(text);
    if (!done.find()) {
      throw new IOException(
          "wrk gave no figures: " + text.lines().findFirst().orElse("it said nothing"));
    }
    long failed = 0;
    for (Pattern pattern : List.of(ERRORS, STATUSES)) {
      Matcher matcher = pattern.matcher(text);
      for (int group = 1; matcher.find(0) && group <= matcher.groupCount(); group++) {
        failed += Long.parseLong(matcher.group(group));
      }
    }
    double seconds = Double.parseDouble(done.group(2)) * seconds(done.group(3));
    return new Outcome(Long.parseLong(done.group(1)), failed, seconds, Map.of(), text);
  }

  /** Of a unit that it tells a time in, as h2load does. */
  static double seconds(String unit) {
    return switch (unit) {
      case "us" -> 1e-6;
      case "ms" -> 1e-3;
      case "m" -> 60;
      case "h" -> 3600;
      default -> 1;
    };
  }
}
