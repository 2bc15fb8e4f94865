// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import socketlab.app.Protocol;
import socketlab.cli.text.KernelAndJdk;
import socketlab.linux.libc.Proc;
import socketlab.linux.libc.Sysctl;
import socketlab.net.listen.Listener;
import socketlab.net.loop.Part;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;

/** What {@code serve} prints before it serves: the picture, and the resolved configuration. */
public final class ServeReport {
  private static final String SOMAXCONN = "net.core.somaxconn";

  private ServeReport() {}

  /**
   * @param url of a listener, as a client is given it
   * @param limits in one line
   * @param tls in one line, where it is spoken
   */
  public static void print(
      Server server,
      Protocol protocol,
      Function<Listener, String> url,
      String limits,
      Optional<String> tls,
      PrintWriter out) {
    ServerConfig config = server.config();
    out.println(server.picture());
    line(out, "pattern", config.pattern().id());
    line(out, "transport", config.transport().id() + " (" + config.transport().summary() + ")");
    line(out, "protocol", protocol.id() + " (" + protocol.summary() + ")");
    line(out, "threads", threads(server.threads()));
    line(out, "listeners", listeners(server.listeners()));
    line(out, "pinned", config.pin() ? "yes" : "no");
    line(out, "limits", limits);
    tls.ifPresent(text -> line(out, "tls", text));
    line(out, "pid", String.valueOf(ProcessHandle.current().pid()));
    line(out, "kernel", KernelAndJdk.kernel());
    line(out, "jdk", KernelAndJdk.jdk());
    out.println();
    addresses(server, url).forEach(at -> out.println("listening on " + at));
  }

  /** Where it listens, each address once, as a client is given it. */
  static List<String> addresses(Server server, Function<Listener, String> url) {
    return server.listeners().stream().map(url).distinct().toList();
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("%-10s %s%n", name, value);
  }

  private static String threads(List<Part.ThreadStats> threads) {
    return threads.stream()
        .map(Part.ThreadStats::name)
        .filter(name -> name.startsWith("lab-"))
        .collect(Collectors.joining(", "));
  }

  private static String listeners(List<Listener> listeners) {
    Listener first = listeners.getFirst();
    return listeners.size() + " on " + first + ", " + backlog(first.requestedBacklog());
  }

  /**
   * What listen makes of the requested backlog, listen(2). Computed from the setting instead of
   * asked of the socket: the call for that takes longer to link than all the rest here.
   */
  private static String backlog(int requested) {
    if (!Sysctl.exists(SOMAXCONN) || !Proc.canOpenAnother()) {
      return "backlog " + requested + " requested";
    }
    long most = Sysctl.readLong(SOMAXCONN);
    return requested <= most
        ? "backlog " + requested
        : "backlog " + most + ", because " + SOMAXCONN + " is below the requested " + requested;
  }
}
