// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.Pinning;

/**
 * Publishers of src/jmh: as many as the workload has connections, each with one message under way.
 * They are the same for every server but for its protocol.
 */
public final class Publishing implements Generator {
  private static final String MAIN = "socketlab.bench.publish.Publishers";
  private static final Pattern DONE = Pattern.compile("confirmed (\\d+) in ([\\d.E-]+) s");

  @Override
  public String name() {
    return "publishers";
  }

  @Override
  public String version() {
    return new LabLoad().version();
  }

  @Override
  public Optional<String> missing() {
    return JvmFlags.missing(MAIN);
  }

  @Override
  public Optional<String> cannot(Load load) {
    return load.protocol() == LoadProtocol.PUBLISHING
        ? Optional.empty()
        : Optional.of("they publish messages alone; --generator=wrk offers the rest");
  }

  @Override
  public boolean holdsARate() {
    return false;
  }

  @Override
  public Outcome run(Task task) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Pinning.loadPrefix(task.cpus()));
    command.add(JvmFlags.java());
    command.addAll(JvmFlags.ofPeers());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(List.of(task.publishedBy(), task.address().getHostString()));
    command.add(String.valueOf(task.address().getPort()));
    command.add(String.valueOf(task.load().connections()));
    command.add(String.valueOf(task.seconds()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return parse(text);
  }

  /**
   * @throws IOException when they did not get so far as to count
   */
  static Outcome parse(String text) throws IOException {
    Matcher done = DONE.matcher(text);
    if (!done.find()) {
      throw new IOException(
          "the publishers failed: "
              + text.lines().filter(line -> !line.startsWith("SLF4J")).findFirst().orElse(""));
    }
    return new Outcome(
        Long.parseLong(done.group(1)), 0, Double.parseDouble(done.group(2)), Map.of(), text);
  }
}
