// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import socketlab.app.Protocol;
import socketlab.app.Stats;
import socketlab.cli.text.DurationText;
import socketlab.cli.text.KernelAndJdk;
import socketlab.net.Listener;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;

/** What {@code serve} prints before it serves: the picture, and the resolved configuration. */
public final class ServeReport {
  private ServeReport() {}

  public static void print(Server server, Protocol protocol, Duration grace, PrintWriter out) {
    ServerConfig config = server.config();
    Stats stats = server.stats();
    out.println(server.picture());
    line(out, "pattern", config.pattern().id());
    line(out, "transport", config.transport().id() + " (" + config.transport().summary() + ")");
    line(out, "protocol", protocol.id() + " (" + protocol.summary() + ")");
    line(out, "threads", threads(stats));
    line(out, "listeners", listeners(stats.listeners()));
    line(out, "pinned", config.pin() ? "yes" : "no");
    line(
        out,
        "limits",
        (config.maxConnections() == 0 ? "any number of" : "at most " + config.maxConnections())
            + " connections, header within "
            + DurationText.format(config.timeouts().header())
            + ", idle for "
            + DurationText.format(config.timeouts().idle())
            + ", grace "
            + DurationText.format(grace));
    line(out, "pid", String.valueOf(ProcessHandle.current().pid()));
    line(out, "kernel", KernelAndJdk.kernel());
    line(out, "jdk", KernelAndJdk.jdk());
    out.println();
    out.println("listening on " + protocol.scheme() + "://" + Listener.text(server.address()));
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("%-10s %s%n", name, value);
  }

  private static String threads(Stats stats) {
    return stats.threads().stream()
        .map(Stats.ThreadStats::name)
        .filter(name -> name.startsWith("lab-"))
        .collect(Collectors.joining(", "));
  }

  private static String listeners(List<Stats.ListenerStats> listeners) {
    Stats.ListenerStats first = listeners.getFirst();
    String backlog =
        first
            .queue()
            .map(
                queue ->
                    queue.cap() == first.requestedBacklog()
                        ? "backlog " + queue.cap()
                        : "backlog "
                            + queue.cap()
                            + ", because net.core.somaxconn is below the requested "
                            + first.requestedBacklog())
            .orElse("backlog " + first.requestedBacklog() + " requested");
    return listeners.size() + " on " + first.address() + ", " + backlog;
  }
}
