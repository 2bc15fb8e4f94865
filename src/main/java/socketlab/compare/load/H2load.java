// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.compare.data.Load;
import socketlab.compare.server.Pinning;
import socketlab.compare.server.Program;

/**
 * h2load: a closed loop at full speed over HTTP/2, with as many streams at once as the workload has
 * requests under way. Its latencies are of what the server let it offer, and so are not told.
 *
 * <p>See nghttp2.org/documentation/h2load.1.html.
 */
public final class H2load implements Generator {
  private static final String NAME = "h2load";
  private static final Pattern DONE = Pattern.compile("finished in ([\\d.]+)(us|ms|s|m|h),");
  private static final Pattern REQUESTS =
      Pattern.compile(
          "requests: \\d+ total, \\d+ started, (\\d+) done, (\\d+) succeeded, (\\d+) failed");
  private static final Pattern DATA = Pattern.compile("traffic: .* \\((\\d+)\\) data");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String version() {
    String said = Program.output(List.of(NAME, "--version"));
    return said.lines().findFirst().map(line -> line.replace(NAME + " ", "")).orElse("unknown");
  }

  @Override
  public Optional<String> missing() {
    return Program.find(NAME).isPresent()
        ? Optional.empty()
        : Optional.of("not installed; install it, for example: apt-get install nghttp2-client");
  }

  @Override
  public Optional<String> cannot(Load load) {
    return load.protocol().isHttp2()
        ? Optional.empty()
        : Optional.of("h2load offers HTTP/2 alone here; --generator=wrk offers the rest");
  }

  @Override
  public boolean holdsARate() {
    return false;
  }

  @Override
  public Outcome run(Task task) throws IOException, InterruptedException {
    Load load = task.load();
    int threads = Math.min(Pinning.loadCpus(task.cpus()), load.connections());
    List<String> command = new ArrayList<>(Pinning.loadPrefix(task.cpus()));
    command.addAll(
        List.of(
            NAME,
            "-t" + threads,
            "-c" + load.connections(),
            "-m" + load.pipeline(),
            "-D" + task.seconds(),
            url(task.address(), load)));
    return parse(said(command));
  }

  private static String url(InetSocketAddress address, Load load) {
    return load.protocol().scheme()
        + "://"
        + address.getHostString()
        + ":"
        + address.getPort()
        + "/plaintext";
  }

  private static String said(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException("h2load failed: " + text.lines().findFirst().orElse("it said nothing"));
    }
    return text;
  }

  /**
   * Makes one request.
   *
   * @param body bytes that its answer has to have
   * @return what is wrong, in words that follow the server's name; empty for nothing
   */
  static Optional<String> fault(InetSocketAddress server, Load load, int body)
      throws IOException, InterruptedException {
    String text = said(List.of(NAME, "-n1", "-c1", "-m1", url(server, load)));
    Matcher data = DATA.matcher(text);
    if (parse(text).errors() > 0 || !data.find()) {
      return Optional.of("does not answer GET /plaintext over HTTP/2 with status 200");
    }
    return Integer.parseInt(data.group(1)) == body
        ? Optional.empty()
        : Optional.of("answers GET /plaintext with a body of another length");
  }

  /**
   * @throws IOException when h2load did not get so far as to count
   */
  static Outcome parse(String text) throws IOException {
    Matcher done = DONE.matcher(text);
    Matcher requests = REQUESTS.matcher(text);
    if (!done.find() || !requests.find()) {
      throw new IOException(
          "h2load gave no figures: " + text.lines().findFirst().orElse("it said nothing"));
    }
    double seconds = Double.parseDouble(done.group(1)) * Wrk.seconds(done.group(2));
    return new Outcome(
        Long.parseLong(requests.group(1)),
        Long.parseLong(requests.group(3)),
        seconds,
        Map.of(),
        text);
  }
}
