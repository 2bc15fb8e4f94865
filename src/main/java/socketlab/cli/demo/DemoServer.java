// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import socketlab.app.DateTicker;
import socketlab.app.LabHandler;
import socketlab.app.ServerView;
import socketlab.experiment.tool.client.BlockingHttpClient;
import socketlab.net.Transport;
import socketlab.net.listen.AddressText;
import socketlab.net.loop.Part;
import socketlab.pattern.Pattern;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Http1Session;

/**
 * One of the servers of a demo, with its clients. Made, connected and closed by one thread; what it
 * shows may be asked by any.
 */
final class DemoServer implements AutoCloseable {
  private static final String WORKER = "worker";

  /** Roles whose threads run handlers; an acceptor and a clock run none. */
  private static final Set<String> HANDLING = Set.of("loop", "reader", WORKER);

  private static final Duration GRACE = Duration.ofSeconds(1);

  private final String name;
  private final DemoPlan plan;
  private final DateTicker date = new DateTicker();
  private final List<QuickClient> clients = new ArrayList<>();
  private WatchedHandler handler;
  private BlockingHttpClient blocked;
  private final Server server;

  /**
   * Starts it, as {@code lab serve} would.
   *
   * @param name that it is told by
   * @param problems told, in one line each, of what went wrong and was survived; any thread
   * @throws IOException when it cannot be started
   */
  DemoServer(
      String name, Pattern pattern, Transport transport, DemoPlan plan, Consumer<String> problems)
      throws IOException {
    this.name = name;
    this.plan = plan;
    try {
      server =
          Server.start(
              ServerConfig.of(pattern, transport)
                  .listenOnLoopback(view -> sessions(view, problems))
                  .threads(plan.threads())
                  .workers(plan.threads())
                  .problems(problems)
                  .build());
    } catch (IOException | RuntimeException e) {
      date.close();
      throw e;
    }
  }

  private SessionFactory sessions(ServerView view, Consumer<String> problems) {
    handler = new WatchedHandler(new LabHandler(view, List.of()), plan.clients());
    return Http1Session.factory(
        new HttpConfig(
            handler,
            HttpLimits.DEFAULT,
            date,
            failure -> problems.accept(name + ": a handler failed: " + failure)));
  }

  /** Where it listens, as one writes it. */
  String url() {
    return "http://" + AddressText.of(server.address());
  }

  WatchedHandler handler() {
    return handler;
  }

  /**
   * Connects the client that will be blocked, and then the others, one after the other: where
   * connections are dealt out in turn, the same clients are always its neighbours.
   */
  void connect() throws IOException {
    blocked = new BlockingHttpClient(server.address());
    blocked.ask(BlockingHttpClient.get("/plaintext"));
    for (int i = 0; i < plan.clients(); i++) {
      clients.add(new QuickClient(i, plan, server.address(), handler));
    }
  }

  /** Sends the request that sleeps, and waits for its answer. */
  Callable<Void> sleep() {
    return () -> {
      blocked.ask(BlockingHttpClient.get(WatchedHandler.sleeping(plan.sleep())));
      return null;
    };
  }

  List<QuickClient> clients() {
    return clients;
  }

  /** What there is to see of it now. */
  DemoState state() {
    List<Part.ThreadStats> threads = server.threads();
    String sleeper = handler.sleeper();
    return new DemoState(
        name,
        server.config().pattern().id(),
        server.config().transport().id(),
        handler.slept(),
        sleeper,
        threads.stream().anyMatch(t -> t.name().equals(sleeper) && t.role().equals(WORKER)),
        (int) threads.stream().filter(thread -> HANDLING.contains(thread.role())).count(),
        clients.stream().map(QuickClient::seen).toList());
  }

  /** Closes the clients, and stops the server. */
  @Override
  public void close() throws IOException {
    try (date;
        server) {
      if (blocked != null) {
        blocked.close();
      }
      for (QuickClient client : clients) {
        client.close();
      }
      server.stop(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
