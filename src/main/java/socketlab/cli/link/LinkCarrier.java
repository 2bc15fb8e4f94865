// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.link;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import socketlab.disk.BesideFile;
import socketlab.link.Link;
import socketlab.link.LinkCounters;
import socketlab.link.LinkOptions;
import socketlab.linux.network.Loopback;
import socketlab.linux.process.ProcessEnd;

/**
 * The process that carries a link's packets, in the namespace of the command behind it. It says on
 * its first line that it is ready, or why not, and ends when the command does, however that ends.
 */
final class LinkCarrier {
  /** Followed by its process id. */
  static final String READY = "ready ";

  private LinkCarrier() {}

  /** The command line that starts it, for a command that this process is going to become. */
  static List<String> command(LinkOptions options, Path report) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xms8m",
        "-Xmx64m",
        "-XX:-UsePerfData",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        LinkCarrier.class.getName(),
        String.valueOf(ProcessHandle.current().pid()),
        report == null ? "" : report.toAbsolutePath().toString(),
        options.delay().toString(),
        String.valueOf(options.loss()),
        String.valueOf(options.rate()),
        String.valueOf(options.queue()),
        String.valueOf(options.seed()));
  }

  public static void main(String[] args) throws IOException {
    LinkOptions options =
        new LinkOptions(
            Duration.parse(args[2]),
            Double.parseDouble(args[3]),
            Long.parseLong(args[4]),
            Integer.parseInt(args[5]),
            Long.parseLong(args[6]));
    try {
      Loopback.up();
      carry(Link.open(options), Long.parseLong(args[0]), args[1]);
    } catch (RuntimeException e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void carry(Link link, long command, String report) throws IOException {
    link.failure()
        .thenAccept(
            cause -> {
              System.err.println("lab: the link failed, nothing gets through any more: " + cause);
              System.exit(1);
            });
    System.out.println(READY + ProcessHandle.current().pid());
    System.out.close();
    ProcessEnd.await(command);
    LinkCounters counters = link.counters();
    link.close();
    if (!report.isEmpty()) {
      write(counters, Path.of(report));
    }
  }

  /** At once or not at all, for somebody waits for the file; and never over what is no file. */
  private static void write(LinkCounters counters, Path report) {
    try {
      if (!BesideFile.isReplaceable(report)) {
        throw new IOException("it is not a regular file");
      }
      try (BesideFile file = BesideFile.at(report)) {
        // Not closed: that would take the file's last failure for itself.
        PrintWriter out = new PrintWriter(file);
        LinkJson.print(counters, out);
        out.flush();
        file.commit();
      }
    } catch (IOException e) {
      System.err.println("lab: --report: " + report + " could not be written: " + e.getMessage());
      System.exit(1);
    }
  }
}
