// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import socketlab.cli.name.LabFailure;
import socketlab.cli.text.DurationText;

/**
 * The run of a demo: on each server one request sleeps, quick requests come meanwhile, and it is
 * shown what becomes of them.
 *
 * <pre>
 *   connect ─▶ one request begins to sleep on each server ─▶ quick requests to each
 *                                     └────────── shown now and then ──────────┘ ─▶ the end
 * </pre>
 *
 * <p>Thread contract: one thread; its clients have threads of their own.
 */
final class Demo {
  /** Between two looks: short enough to see movement, long enough to be read. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final DemoPlan plan;
  private final List<DemoServer> servers;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final long deadline;

  private Demo(DemoPlan plan, List<DemoServer> servers) {
    this.plan = plan;
    this.servers = servers;
    deadline = System.nanoTime() + plan.deadline().toNanos();
  }

  /**
   * Runs it.
   *
   * @param shown told what is to be seen, several times a second
   * @return what is to be seen at the end, in the order of the servers
   * @throws LabFailure when a connection broke, or when the deadline was over
   */
  static List<DemoState> run(
      DemoPlan plan, List<DemoServer> servers, Consumer<List<DemoState>> shown)
      throws InterruptedException {
    return new Demo(plan, servers).run(shown);
  }

  private List<DemoState> run(Consumer<List<DemoState>> shown) throws InterruptedException {
    connect();
    CountDownLatch done = new CountDownLatch(servers.size() * (1 + plan.clients()));
    servers.forEach(server -> begin("lab-demo-sleeper", server.sleep(), done));
    for (DemoServer server : servers) {
      if (!server.handler().awaitBegin(left())) {
        throw failed();
      }
    }
    for (DemoServer server : servers) {
      server.clients().forEach(client -> begin("lab-demo-client", client, done));
    }
    while (!done.await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
      if (left() <= 0) {
        throw failed();
      }
      shown.accept(states());
    }
    if (failure.get() != null) {
      throw failed();
    }
    return states();
  }

  private void connect() {
    try {
      for (DemoServer server : servers) {
        server.connect();
      }
    } catch (IOException e) {
      throw new LabFailure("cannot connect to a server of the demo: " + e.getMessage());
    }
  }

  private void begin(String name, Callable<Void> work, CountDownLatch done) {
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(
            () -> {
              try {
                work.call();
              } catch (Exception e) {
                failure.compareAndSet(null, e);
              } finally {
                done.countDown();
              }
            });
  }

  private List<DemoState> states() {
    return servers.stream().map(DemoServer::state).toList();
  }

  private long left() {
    return deadline - System.nanoTime();
  }

  private LabFailure failed() {
    return new LabFailure(
        failure.get() == null
            ? "the demo was not done after "
                + DurationText.format(plan.deadline())
                + ", of which its requests sleep "
                + DurationText.format(plan.sleep())
                + ": this machine is too busy now; try again"
            : "a connection to a server of the demo broke: " + failure.get());
  }
}
