// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import socketlab.app.Protocol;
import socketlab.app.Stats;
import socketlab.cli.text.KernelAndJdk;
import socketlab.net.listen.AddressText;
import socketlab.net.loop.Part;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;

/** What {@code serve} prints before it serves: the picture, and the resolved configuration. */
public final class ServeReport {
  private ServeReport() {}

  /**
   * @param limits in one line
   */
  public static void print(Server server, Protocol protocol, String limits, PrintWriter out) {
    ServerConfig config = server.config();
    Stats stats = server.stats();
    out.println(server.picture());
    line(out, "pattern", config.pattern().id());
    line(out, "transport", config.transport().id() + " (" + config.transport().summary() + ")");
    line(out, "protocol", protocol.id() + " (" + protocol.summary() + ")");
    line(out, "threads", threads(stats));
    line(out, "listeners", listeners(stats.listeners()));
    line(out, "pinned", config.pin() ? "yes" : "no");
    line(out, "limits", limits);
    line(out, "pid", String.valueOf(ProcessHandle.current().pid()));
    line(out, "kernel", KernelAndJdk.kernel());
    line(out, "jdk", KernelAndJdk.jdk());
    out.println();
    server.listeners().stream()
        .map(listener -> AddressText.of(listener.address()))
        .distinct()
        .forEach(at -> out.println("listening on " + protocol.scheme() + "://" + at));
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("%-10s %s%n", name, value);
  }

  private static String threads(Stats stats) {
    return stats.threads().stream()
        .map(Part.ThreadStats::name)
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
